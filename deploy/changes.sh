# shellcheck shell=bash
# What an apply would change. Everything here asks the server and changes nothing.
#
# The API server can't try an object in a namespace that does not exist. So there are two groups:
#   $WORK/present.yaml  objects without a namespace or in one that exists: tried as they are
#   $WORK/absent.yaml   objects in a namespace that apply is going to create: tried in the namespace "default"

split_by_namespace() {
  local existing
  existing=$(ask get namespaces --output='go-template={{range .items}} {{.metadata.name}} {{end}}') ||
    fail "the namespaces can't be listed: $existing"
  # Documents that have no namespace stay first: among them are the namespaces themselves.
  documents_where "namespace == \"-\" || index(\"$existing\", \" \" namespace \" \")" >"$WORK/present.yaml"
  documents_where "namespace != \"-\" && !index(\"$existing\", \" \" namespace \" \")" >"$WORK/absent.yaml"
  declared_where "namespace != \"-\" && !index(\"$existing\", \" \" namespace \" \")" | cut -f 2- >"$WORK/absent"
}

# Server-side dry run of every object: schema, admission, quotas, immutable fields. With "strict", unknown and doubled
# fields are errors; once is enough, since for that kubectl reads the schema of every kind, which takes seconds.
# What only can't be changed in place is held back, and all else tried once more.
try_on_server() {
  if ! try_objects "$1"; then
    hold_back
    if [[ -s $WORK/held ]]; then split_by_namespace; fi
    if [[ ! -s $WORK/held ]] || ! try_objects "$1"; then
      indent '  x ' <"$WORK/refused"
      fail "the server does not take these manifests"
    fi
  fi
  heading "dry run: the server takes all $(count_of "$(declared_number)" object)"
}

# Writes $WORK/refused, and fails if there is anything in it.
try_objects() {
  local validation=$1
  : >"$WORK/errors"
  if [[ -s $WORK/present.yaml ]]; then
    apply_file "$WORK/present.yaml" --dry-run=server --validate="$validation" >"$WORK/tried" 2>>"$WORK/errors" || true
  fi
  if [[ -s $WORK/absent.yaml ]]; then
    awk '
      /^[a-zA-Z]/ { section = $1 }
      section == "metadata:" && /^  namespace: / { $0 = "  namespace: default" }
      { print }
    ' "$WORK/absent.yaml" | cluster create --dry-run=server --validate="$validation" --filename=- 2>&1 >"$WORK/tried" |
      grep -v '(AlreadyExists)' >>"$WORK/errors" || true
  fi
  grep '^Warning:' "$WORK/errors" | sort -u >&2 || true
  # What kubectl logs of itself is no refusal: that an aggregated API is away, for one, such as prometheus-adapter's.
  ! grep -vE '^(Warning:|[IWE][0-9]{4} )' "$WORK/errors" >"$WORK/refused"
}

# Conflicts are forced: what is declared wins over manual edits, which the differences show before anybody confirms.
# Fields that are not declared, such as the replicas of an autoscaled Deployment, are not touched by that.
apply_file() {
  local file=$1
  shift
  cluster apply --server-side --force-conflicts --field-manager="$MANAGER" --filename="$file" "$@"
}

# Writes $WORK/differences (for people) and $WORK/changes: "+" or "~", group, kind, namespace, name a line.
compare() {
  local status=0
  : >"$WORK/differences"
  if [[ -s $WORK/present.yaml ]]; then
    KUBECTL_EXTERNAL_DIFF='diff -u -N' cluster diff --server-side --force-conflicts --field-manager="$MANAGER" \
      --filename="$WORK/present.yaml" >"$WORK/differences" 2>"$WORK/errors" || status=$?
    # 1 says that there are differences.
    ((status <= 1)) || fail "the differences can't be read: $(last_error "$WORK/errors")"
  fi
  {
    # diff names the files group.version.Kind.namespace.name.
    awk '
      /^diff -u -N / { file = $NF; sub(/.*\//, "", file); pending = 1; next }
      /^@@ / && pending {
        pending = 0
        match(file, /(^|\.)v[0-9][a-z0-9]*\.[A-Z]/)
        group = substr(file, 1, RSTART - 1)
        rest = substr(file, RSTART + RLENGTH - 1)
        kind = rest; sub(/\..*/, "", kind)
        rest = substr(rest, length(kind) + 2)
        namespace = rest; sub(/\..*/, "", namespace)
        name = substr(rest, length(namespace) + 2)
        printf "%s\t%s\t%s\t%s\t%s\n", ($2 == "-0,0" ? "+" : "~"), (group == "" ? "core" : group), kind, (namespace == "" ? "-" : namespace), name
      }
    ' "$WORK/differences"
    sed "s/^/+$(printf '\t')/" "$WORK/absent"
  } >"$WORK/unordered"
  # In the order of applying, as a person thinks of it; diff sorts by file name.
  awk -F '\t' '
    FILENAME == ARGV[1] { change[$2 FS $3 FS $4 FS $5] = $0; next }
    { key = $2 FS $3 FS $4 FS $5; if (key in change) print change[key] }
  ' "$WORK/unordered" "$WORK/declared" >"$WORK/changes"
}

# Counts and names of what would be added, changed and removed.
summarize() {
  local added changed removed all
  all=$(grep -c . "$WORK/declared")
  added=$(grep -c '^+' "$WORK/changes" || true)
  changed=$(grep -c '^~' "$WORK/changes" || true)
  removed=$(grep -c . "$WORK/removed" || true)
  if [[ -s $WORK/held ]]; then explain_held; fi
  heading "changes: $added to add, $changed to change, $removed to remove, $((all - added - changed)) stay as they are"
  cut -f 1,3- "$WORK/changes" | awk -F '\t' '{ print "  " $1 " " $2 " " ($3 == "-" ? "" : $3 "/") $4 }'
  cut -f 1-4 "$WORK/removed" | readable | indent '  - '
  explain_foreign
}

nothing_to_change() { [[ ! -s $WORK/changes && ! -s $WORK/removed ]]; }
