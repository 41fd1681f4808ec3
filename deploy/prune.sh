# shellcheck shell=bash
# Objects that are in the cluster but no longer declared. An object is removed only if all of this holds:
# it carries the labels of the environment, this script has applied it (see ownership.sh), no other object owns it,
# and its kind is in kinds.tsv and not marked "never".

environment_selector() { printf 'app.kubernetes.io/part-of=fingerprint,environment=%s' "$ENVIRONMENT"; }

# The kinds that kinds.tsv marks with the given word, on one line.
kinds() { awk -F '\t' -v when="$1" '!/^#/ && $3 == when { printf "%s ", $2 }' "$ROOT/deploy/kinds.tsv"; }

# The resources of kinds.tsv that this cluster serves, comma separated, in the order of kinds.tsv.
removable_resources() {
  local served
  served=$(ask api-resources --output=name --verbs=list,delete --cached=false) || true
  # A broken aggregated API makes the request fail although it lists the rest.
  grep -v '^#' "$ROOT/deploy/kinds.tsv" | awk -F '\t' '$3 != "never" { print $1 }' |
    grep -xF -f <(printf '%s\n' "$served") | paste -sd , -
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
    (($1 "\t" $2 "\t" $3 "\t" $4) in declared) || $5 ~ / (owned|going)/ { next }
    $5 ~ / applied/ { print > removed; next }
    { print > foreign }
  ' "$WORK/declared" "$WORK/live"
}

# Removes the undeclared objects that kinds.tsv marks with the given word.
prune() {
  awk -F '\t' -v kinds=" $(kinds "$1")" 'index(kinds, " " $2 " ")' "$WORK/removed" >"$WORK/pruned"
  if [[ -s $WORK/pruned ]]; then
    heading "removing $(count_of "$(grep -c . "$WORK/pruned")" object) no longer declared"
    remove_objects <"$WORK/pruned"
  fi
}

# Deletes the objects read from standard input (group, kind, namespace, name) in that order, and waits until they
# are gone. Neighbours of one kind and namespace go with one request.
remove_objects() {
  local resource namespace names arguments
  while IFS=$'\t' read -r resource namespace names; do
    arguments=()
    if [[ $namespace != - ]]; then arguments=(--namespace "$namespace"); fi
    keep_lock
    STATUS_OF_FAILURE=$UNFINISHED
    # shellcheck disable=SC2086 # names of objects hold no blank
    cluster delete "$resource" $names ${arguments[@]+"${arguments[@]}"} --ignore-not-found --timeout="${TIMEOUT}s" \
      </dev/null 2>"$WORK/errors" | indent '    ' || fail "$resource $names can't be removed: $(last_error "$WORK/errors")"
  done < <(awk -F '\t' '
    { resource = $1 == "core" ? $2 : $2 "." $1 }
    resource FS $3 != head { if (NR > 1) print head FS names; head = resource FS $3; names = ""; }
    { names = names (names == "" ? "" : " ") $4 }
    END { if (NR > 0) print head FS names }
  ')
}
