# shellcheck shell=bash
# Objects that are in the cluster but no longer declared. An object is removed only if all of this holds:
# it carries the labels of the environment, this script has applied it (see ownership.sh), no other object owns it,
# and kinds.tsv does not say "never".

environment_selector() { printf 'app.kubernetes.io/part-of=fingerprint,environment=%s' "$ENVIRONMENT"; }

# The kinds that kinds.tsv marks with the given word, without their groups, on one line.
kinds() { awk -F '\t' -v when="$1" '!/^#/ && $2 == when { sub(/\..*/, "", $1); printf "%s ", $1 }' "$ROOT/deploy/kinds.tsv"; }

# Kind and group of all that apply has ever brought here or is about to, one a line: no list has to know a new kind.
applied_kinds() {
  local recorded
  recorded=$(ask get lease "$LEASE" --namespace "$(lock_namespace)" --ignore-not-found \
    --output='go-template={{with .metadata.annotations}}{{or (index . "fingerprint/applied-kinds") ""}}{{end}}') ||
    fail "the kinds that were applied before can't be read: $recorded"
  {
    awk '{ for (i = 1; i <= NF; i++) print $i }' <<<"$recorded"
    awk -F '\t' '{ print $3 "." $2 }' "$WORK/declared"
  } | sort -u
}

# Before the first object of a kind is applied, the lock's Lease bears the kind: whatever happens then, it is found again.
record_kinds() {
  cluster annotate lease "$LEASE" --namespace "$LOCK_NAMESPACE" --overwrite \
    "fingerprint/applied-kinds=$(paste -sd ' ' "$WORK/kinds")" >/dev/null 2>"$WORK/errors" ||
    fail "the kinds that are applied can't be recorded: $(last_error "$WORK/errors")"
}

# The resources that this cluster serves and that may be removed, comma separated, in the order of kinds.tsv.
removable_resources() {
  # A broken aggregated API makes the request fail although it lists the rest.
  { ask api-resources --no-headers --verbs=list,delete --cached=false || true; } | awk '
    { group = $(NF - 2); if (!sub(/\/.*/, "", group)) group = "core" }
    { print $NF "." group "\t" $1 (group == "core" ? "" : "." group) }
  ' >"$WORK/served"
  applied_kinds >"$WORK/kinds"
  awk -F '\t' '
    FILENAME == ARGV[1] { resource[$1] = $2; next }
    /^#/ || seen[$1]++ || $2 == "never" { next }
    $1 in resource { print resource[$1] }
  ' "$WORK/served" "$ROOT/deploy/kinds.tsv" "$WORK/kinds" | paste -sd , -
}

# Writes $WORK/live: a line a live object of the environment (see templates/live-objects.gotmpl), in the order of kinds.tsv.
list_live() {
  local answer
  answer=$(ask get "$(removable_resources)" --all-namespaces --selector="$(environment_selector)" \
    "$(template live-objects)") || fail "the objects of $ENVIRONMENT can't be listed: $answer"
  printf '%s\n' "$answer" | grep . | without_version >"$WORK/live" || true
}

# Writes $WORK/removed (to be pruned) and $WORK/foreign (undeclared, but not this script's to prune).
list_undeclared() {
  list_live
  : >"$WORK/removed"
  : >"$WORK/foreign"
  awk -F '\t' -v removed="$WORK/removed" -v foreign="$WORK/foreign" '
    FILENAME == ARGV[1] { declared[$2 "\t" $3 "\t" $4 "\t" $5] = 1; next }
    (($1 "\t" $2 "\t" $3 "\t" $4) in declared) || $5 ~ / (owned=|going)/ { next }
    $5 ~ / applied/ { print > removed; next }
    { print > foreign }
  ' "$WORK/declared" "$WORK/live"
}

# Removes the undeclared objects whose turn it is: "first" or "last". What the first ones have made is gone with them, or
# the garbage collector would take what is applied now under the same name.
prune() {
  awk -F '\t' -v first=" $(kinds first)" -v when="$1" '
    (index(first, " " $2 " ") ? "first" : "last") == when
  ' "$WORK/removed" >"$WORK/pruned"
  if [[ -s $WORK/pruned ]]; then
    heading "removing $(count_of "$(grep -c . "$WORK/pruned")" object) no longer declared"
    remove_objects "$([[ $1 == first ]] && echo foreground || echo background)" <"$WORK/pruned"
  fi
}

# Deletes the objects read from standard input (group, kind, namespace, name) in that order, and waits until they
# are gone, with "foreground" until what they have made is gone too. Neighbours of one kind and namespace go with one request.
remove_objects() {
  local cascade=${1:-background} resource namespace names arguments
  while IFS=$'\t' read -r resource namespace names; do
    arguments=()
    if [[ $namespace != - ]]; then arguments=(--namespace "$namespace"); fi
    keep_lock
    STATUS_OF_FAILURE=$UNFINISHED
    # shellcheck disable=SC2086 # names of objects hold no blank
    cluster delete "$resource" $names ${arguments[@]+"${arguments[@]}"} --ignore-not-found --cascade="$cascade" --timeout="${TIMEOUT}s" \
      </dev/null 2>"$WORK/errors" | indent '    ' || fail "$resource $names can't be removed: $(last_error "$WORK/errors")"
  done < <(awk -F '\t' '
    { resource = $1 == "core" ? $2 : $2 "." $1 }
    resource FS $3 != head { if (NR > 1) print head FS names; head = resource FS $3; names = ""; }
    { names = names (names == "" ? "" : " ") $4 }
    END { if (NR > 0) print head FS names }
  ')
}
