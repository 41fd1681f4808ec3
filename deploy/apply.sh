# shellcheck shell=bash
# The action apply.

apply() {
  connect
  preflight
  list_undeclared
  refuse_others
  split_by_namespace
  try_on_server strict
  compare
  summarize
  if [[ $DRY_RUN == yes ]]; then
    heading "dry run: nothing was changed"
    return
  fi
  if ! nothing_to_change; then confirm "Apply this to $CONTEXT? (yes)" yes; fi

  apply_namespaces
  take_lock "$(lock_namespace)"
  try_new_namespaces
  # What another deploy.sh did while this one waited counts as well.
  list_undeclared
  record_kinds
  prune first
  hand_over_replicas
  apply_all
  if [[ $PRUNE_FIRST == yes ]]; then prune last; fi
  wait_for_rollouts
  if [[ $PRUNE_FIRST == no ]]; then prune last; fi
  if [[ -s $WORK/held ]]; then
    explain_held
    fail "all else is as declared in $CONTEXT, but $(count_of "$(grep -c . "$WORK/held")" object) can't be changed in place: see the commands above"
  fi
  keep_lock
  heading "$ENVIRONMENT is as declared in $CONTEXT, and everything is ready"
  if [[ -z $(declared_cluster) ]]; then
    say "    note: only the name of the context says that this is the right cluster. So that no other passes for it, set"
    say "    cluster.uid in environments/$ENVIRONMENT.ts: \"$(cluster_uid)\""
  fi
}

# The first declared namespace holds the lock; manifests without one leave only "default".
lock_namespace() {
  local first
  first=$(declared_where 'kind == "Namespace"' | cut -f 5 | head -n 1)
  printf '%s' "${first:-default}"
}

# Namespaces go first: all else, the lock included, lies in them.
apply_namespaces() {
  documents_where 'kind == "Namespace"' >"$WORK/namespaces.yaml"
  if [[ -s $WORK/namespaces.yaml ]]; then apply_with_patience "$WORK/namespaces.yaml"; fi
}

# Objects of new namespaces could so far be tried only in another namespace: now their own admission answers.
try_new_namespaces() {
  if [[ ! -s $WORK/absent.yaml ]]; then return; fi
  split_by_namespace
  try_on_server ignore
}

# With the namespaces: another deploy.sh may have applied its own while this one waited for the lock.
apply_all() {
  documents_where 1 >"$WORK/all.yaml"
  apply_with_patience "$WORK/all.yaml"
  heading "applied $(count_of "$(declared_number)" object)"
}

# Applying is idempotent, so an API server or a webhook that is away for a moment is simply asked again.
apply_with_patience() {
  local attempt
  STATUS_OF_FAILURE=$UNFINISHED
  for attempt in 1 2 3 4 5 6 7 8; do
    keep_lock
    if apply_file "$1" --validate=ignore >"$WORK/applied" 2>"$WORK/errors"; then
      report_applied
      return
    fi
    is_transient "$WORK/errors" || break
    progress "the server does not answer for the moment, trying again ($attempt): $(last_error "$WORK/errors")"
    sleep $((attempt < 5 ? attempt * 2 : 10))
  done
  end_progress
  grep -v '^Warning:' "$WORK/errors" | indent '  x '
  fail "not everything could be applied. Run the same command again once the cause above is mended"
}

report_applied() {
  end_progress
  grep '^Warning:' "$WORK/errors" | sort -u >&2 || true
  STATUS_OF_FAILURE=$UNFINISHED
}

is_transient() {
  grep -qE 'connection refused|was refused - did you specify|Unable to connect to the server|connection reset|unexpected EOF|: EOF|i/o timeout|TLS handshake|no route to host|context deadline exceeded|the server is currently unable|etcdserver|leader changed|Too Many Requests|failed calling webhook|ServiceUnavailable|InternalError|not yet ready|apiserver not ready|http2: client connection' "$1"
}

# An autoscaler takes over a workload whose replicas were declared until now: without a second owner the
# field would vanish with its declaration, and the server would scale to its default of one pod.
# https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
hand_over_replicas() {
  local kind namespace name replicas
  cluster get deployments.apps,statefulsets.apps --all-namespaces --selector="$(environment_selector)" "$(template owned-replicas)" \
    >"$WORK/with-replicas" 2>"$WORK/errors" || fail "the workloads can't be listed: $(last_error "$WORK/errors")"
  while IFS=$'\t' read -r kind namespace name replicas; do
    documents_where "kind == \"$kind\" && namespace == \"$namespace\" && name == \"$name\"" >"$WORK/workload.yaml"
    if [[ ! -s $WORK/workload.yaml ]] || grep -q '^  replicas: ' "$WORK/workload.yaml"; then continue; fi
    keep_lock
    printf 'apiVersion: apps/v1\nkind: %s\nmetadata:\n  name: %s\n  namespace: %s\nspec:\n  replicas: %s\n' "$kind" "$name" "$namespace" "$replicas" |
      cluster apply --server-side --field-manager=handover-to-autoscaler --validate=ignore --filename=- >/dev/null
  done <"$WORK/with-replicas"
}
