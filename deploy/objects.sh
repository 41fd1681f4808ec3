# shellcheck shell=bash
# The declared objects, as kustomize renders them.
#
# $WORK/rendered.yaml      all documents
# $WORK/objects/NNNN.yaml  each document, in kustomize's order
# $WORK/held               the declared objects that are not applied, see held.sh
# $WORK/declared           a line an object: number, group (core for none), kind, namespace or -, name (tab separated)

# An environment whose file is gone can still be deleted.
is_declared() { [[ -f $DIST/$ENVIRONMENT/kustomization.yaml ]]; }

render() {
  local folder=$DIST/$ENVIRONMENT
  [[ -f $folder/prerequisites.tsv ]] || fail "$folder/prerequisites.tsv is missing: run npx cdk8s synth"
  kubectl kustomize "$folder" >"$WORK/rendered.yaml" 2>"$WORK/errors" ||
    fail "kubectl kustomize refuses $folder: $(tail -n 1 "$WORK/errors")"
  mkdir "$WORK/objects"
  : >"$WORK/held"
  # Kustomize's output is regular: two blanks of indentation, nothing but keys and --- at the first column.
  awk -v folder="$WORK/objects" '
    function unquoted(value) { gsub(/^["\x27]|["\x27]$/, "", value); return value }
    function start() { number++; file = sprintf("%s/%04d.yaml", folder, number); group = kind = name = ""; namespace = "-" }
    function finish() { if (kind != "") printf "%04d\t%s\t%s\t%s\t%s\n", number, group, kind, namespace, name; close(file) }
    BEGIN { start() }
    /^---$/ { finish(); start(); next }
    { print > file }
    /^[a-zA-Z]/ { section = $1 }
    /^apiVersion: / { group = unquoted($2); if (!sub(/\/.*/, "", group)) group = "core" }
    /^kind: / { kind = unquoted($2) }
    section == "metadata:" && /^  name: / { name = unquoted($2) }
    section == "metadata:" && /^  namespace: / { namespace = unquoted($2) }
    END { finish() }
  ' "$WORK/rendered.yaml" >"$WORK/declared"
  [[ -s $WORK/declared ]] || fail "$folder renders no object"
}

# Documents whose line in $WORK/declared meets an awk condition over number, group, kind, namespace, name, but for those held back.
documents_where() {
  local number
  while read -r number; do
    printf -- '---\n'
    cat "$WORK/objects/$number.yaml"
  done < <(declared_where "$1" | cut -f 1 | grep -vxF -f <(cut -f 1 "$WORK/held"))
}

# How many objects are applied: all but those held back.
declared_number() { echo $(($(grep -c . "$WORK/declared") - $(grep -c . "$WORK/held" || true))); }

declared_where() {
  awk -F '\t' "{ number = \$1; group = \$2; kind = \$3; namespace = \$4; name = \$5 } $1" "$WORK/declared"
}

# A name to read: Deployment fingerprint/fingerprint-api, or ClusterRole prometheus.
readable() { awk -F '\t' '{ print $2 " " ($3 == "-" ? "" : $3 "/") $4 }'; }

# kubectl's option for a template of deploy/templates.
template() { printf -- '--output=go-template-file=%s' "$ROOT/deploy/templates/$1.gotmpl"; }

# Turns the first column from group/version into group.
without_version() { awk -F '\t' -v OFS='\t' '{ if (!sub(/\/.*/, "", $1)) $1 = "core"; print }'; }
