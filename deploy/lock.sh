# shellcheck shell=bash
# One deploy.sh at a time in an environment: two versions applied at once would end as a mixture of both, and
# each would prune what only the other declares. The lock is a Lease that its holder renews; a holder that
# was killed stops renewing, and the next one takes the Lease over.

readonly LEASE=fingerprint-deploy
readonly LEASE_SECONDS=20
LOCK_NAMESPACE=
LOCK_HOLDER=
RENEWER=

# Waits for the lock as long as --timeout allows.
take_lock() {
  local namespace=$1 me seen='' seen_at=$SECONDS state holder version renewed
  me="$(id -un)@$(hostname)/$$/$(date +%s)"
  local deadline=$((SECONDS + TIMEOUT))
  until lease "$namespace" "$me" | cluster create --filename=- >/dev/null 2>"$WORK/errors"; do
    grep -q AlreadyExists "$WORK/errors" || is_transient "$WORK/errors" || fail "the lock can't be taken: $(last_error "$WORK/errors")"
    state=$(cluster get lease "$LEASE" --namespace "$namespace" --ignore-not-found \
      --output='go-template={{.metadata.resourceVersion}} {{.spec.renewTime}} {{.spec.holderIdentity}}' 2>/dev/null) || state=
    read -r version renewed holder <<<"$state" || true
    if [[ $renewed != "$seen" ]]; then
      seen=$renewed
      seen_at=$SECONDS
    fi
    # Measured by this machine's clock alone: clocks may differ.
    if [[ -n $version && (-z $holder || $holder == '<no value>' || $((SECONDS - seen_at)) -gt $LEASE_SECONDS) ]]; then
      # With the version that was read, it fails if somebody else was faster.
      if cluster patch lease "$LEASE" --namespace "$namespace" --type=merge --patch "{\"metadata\": {\"resourceVersion\": \"$version\"},
        \"spec\": {\"holderIdentity\": \"$me\", \"renewTime\": \"$(micro_time)\"}}" >/dev/null 2>&1; then break; fi
      seen=
      continue
    fi
    ((SECONDS < deadline)) || fail "another deploy.sh still holds the lock: $holder"
    progress "waiting for another deploy.sh to finish: $holder"
    sleep 2
  done
  end_progress
  LOCK_NAMESPACE=$namespace
  LOCK_HOLDER=$me
  # Its sleep outlives it, and would keep a pipe open that somebody reads this script's output from.
  renew_lock $$ >/dev/null 2>&1 &
  RENEWER=$!
}

lease() {
  cat <<MANIFEST
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata:
  name: $LEASE
  namespace: $1
spec:
  holderIdentity: $2
  leaseDurationSeconds: $LEASE_SECONDS
  renewTime: $(micro_time)
MANIFEST
}

micro_time() { date -u +%Y-%m-%dT%H:%M:%S.000000Z; }

# A holder that was silent for too long, such as on a machine that slept, has lost the lock, and changes nothing more: its
# successor may apply another version. An API server that does not answer says nothing about that.
keep_lock() {
  local holder
  if [[ -z $LOCK_NAMESPACE ]]; then return 0; fi
  holder=$(cluster get lease "$LEASE" --namespace "$LOCK_NAMESPACE" --ignore-not-found --request-timeout=5s \
    --output='go-template={{.spec.holderIdentity}}' 2>/dev/null) || return 0
  [[ $holder == "$LOCK_HOLDER" ]] ||
    fail "the lock was lost to another deploy.sh${holder:+: $holder}. This one stops; what it was about to do is not done"
}

# The test operation keeps a holder that was taken for dead from renewing its successor's Lease.
patch_lock() {
  cluster patch lease "$LEASE" --namespace "$LOCK_NAMESPACE" --type=json --request-timeout=5s --patch "[
    {\"op\": \"test\", \"path\": \"/spec/holderIdentity\", \"value\": \"$LOCK_HOLDER\"}, $1]" >/dev/null 2>&1
}

# Ends by itself when the script is gone without having been able to clean up.
renew_lock() {
  trap - EXIT INT TERM HUP
  while kill -0 "$1" 2>/dev/null; do
    patch_lock "{\"op\": \"replace\", \"path\": \"/spec/renewTime\", \"value\": \"$(micro_time)\"}" || true
    sleep 5
  done
}

release_lock() {
  if [[ -z $LOCK_NAMESPACE ]]; then return 0; fi
  stop_renewing
  patch_lock '{"op": "replace", "path": "/spec/holderIdentity", "value": ""}' || true
  LOCK_NAMESPACE=
}

# After a deletion nothing of the lock stays either.
drop_lock() {
  if [[ -z $LOCK_NAMESPACE ]]; then return 0; fi
  stop_renewing
  cluster delete lease "$LEASE" --namespace "$LOCK_NAMESPACE" --ignore-not-found >/dev/null 2>&1 || true
  LOCK_NAMESPACE=
}

stop_renewing() {
  kill "$RENEWER" 2>/dev/null || true
  wait "$RENEWER" 2>/dev/null || true
}
