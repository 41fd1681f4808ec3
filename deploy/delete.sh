# shellcheck shell=bash
# The action delete.

delete() {
  connect
  if ! is_declared; then find_namespaces; fi
  check_namespaces >"$WORK/foreign-namespaces"
  if grep '^  x .* belongs to' "$WORK/foreign-namespaces"; then fail "this cluster holds another environment"; fi
  list_deletable
  summarize_deletion
  if [[ $DRY_RUN == yes ]]; then
    heading "dry run: nothing was changed"
    return
  fi
  if [[ ! -s $WORK/removed && ! -s $WORK/emptied ]]; then return; fi
  confirm "Type the environment's name to remove this from $CONTEXT:" "$ENVIRONMENT"
  local namespace
  namespace=$(lock_namespace)
  if cluster get namespace "$namespace" >/dev/null 2>&1; then take_lock "$namespace"; fi
  remove_objects <"$WORK/removed"
  if [[ $WITH_NAMESPACES == yes ]]; then
    release_lock
    remove_objects <"$WORK/emptied"
  else
    drop_lock
  fi
  heading "$ENVIRONMENT is removed from $CONTEXT"
}

# In place of render, where an environment is declared no more: whatever carries its labels is its, and undeclared. Its
# namespaces alone are taken for declared, since volumes and the lock are looked for in them.
find_namespaces() {
  heading "$ENVIRONMENT is declared no more: what carries its labels goes"
  ask get namespaces --selector="$(environment_selector)" "$(template live-objects)" >"$WORK/answer" ||
    fail "the namespaces of $ENVIRONMENT can't be listed: $(cat "$WORK/answer")"
  grep . "$WORK/answer" | without_version | awk -F '\t' -v OFS='\t' '{ print NR, $1, $2, $3, $4 }' >"$WORK/declared" || true
  awk -F '\t' '{ printf "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: %s\n", $5 }' "$WORK/declared" >"$WORK/rendered.yaml"
}

# Writes $WORK/removed: the live objects that were applied, whether still declared or not, in reverse order of their
# declaration, those that serve other objects' requests (APIServices, webhooks) first: an APIService without
# its server keeps namespaces from ending. Writes $WORK/emptied: the namespaces, if they are to go.
list_deletable() {
  local name pods
  list_undeclared
  list_live_declared
  : >"$WORK/declared-live"
  awk -F '\t' -v never=" $(kinds never)" -v ours="$WORK/declared-live" -v foreign="$WORK/foreign" '
    index(never, " " $2 " ") { next }
    $5 ~ / applied/ { print > ours; next }
    { print >> foreign }
  ' "$WORK/live-declared"
  awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }' "$WORK/declared-live" >>"$WORK/removed"
  awk -F '\t' '{ print ($2 ~ /^(APIService|.*WebhookConfiguration)$/ ? 0 : 1) "\t" NR "\t" $0 }' "$WORK/removed" |
    sort -k 1,1n -k 2,2n | cut -f 3- >"$WORK/sorted"
  mv "$WORK/sorted" "$WORK/removed"
  : >"$WORK/emptied"
  if [[ $WITH_NAMESPACES == no ]]; then return; fi
  awk -F '\t' '$2 == "Namespace" && $5 ~ / applied/' "$WORK/live-declared" >"$WORK/emptied"
  while read -r name; do
    pods=$(pods_of_others "$name") || fail "the pods of $name can't be listed: $pods"
    [[ -z $pods ]] || fail "the namespace $name holds pods of others:$pods. They would go with it: move them, or leave out --namespaces"
  done < <(cut -f 4 "$WORK/emptied")
}

summarize_deletion() {
  heading "$(count_of "$(grep -c . "$WORK/removed" || true)" object) of $ENVIRONMENT to remove from $CONTEXT"
  cut -f 1-4 "$WORK/removed" | readable | indent '  - '
  explain_foreign
  list_volumes
  if [[ $WITH_NAMESPACES == yes ]]; then
    heading "$(count_of "$(grep -c . "$WORK/emptied" || true)" namespace) to remove with ALL that is in them, also secrets and the volumes listed here"
    cut -f 1-4 "$WORK/emptied" | readable | indent '  - '
    if [[ -s $WORK/volumes ]]; then indent '  - PersistentVolumeClaim ' <"$WORK/volumes"; fi
  elif [[ -s $WORK/volumes ]]; then
    heading "$(count_of "$(grep -c . "$WORK/volumes")" volume) and the namespaces stay"
    indent '    PersistentVolumeClaim ' <"$WORK/volumes"
  fi
}

# Every claim in the environment's namespaces, whoever made it: namespaces take all of them with them.
list_volumes() {
  local names
  names=$(declared_where 'kind == "Namespace"' | awk -F '\t' '{ print $5 }' | paste -sd ' ' -)
  ask get persistentvolumeclaims --all-namespaces --output='go-template={{range .items}}{{.metadata.namespace}}/{{.metadata.name}}{{"\n"}}{{end}}' >"$WORK/claims" ||
    fail "the volumes can't be listed: $(cat "$WORK/claims")"
  awk -F / -v names=" $names " 'index(names, " " $1 " ")' "$WORK/claims" >"$WORK/volumes"
}
