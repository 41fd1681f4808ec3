# shellcheck shell=bash
# The way to the cluster: kubectl, the kube context and whether it belongs to the environment.

readonly MINIMAL_MINOR=28
# Owner of every field that is applied; also marks the objects that may be pruned.
readonly MANAGER=fingerprint-deploy

require_kubectl() {
  local version
  command -v kubectl >/dev/null || fail "kubectl is not installed: https://kubernetes.io/docs/tasks/tools/"
  version=$(kubectl version --client --output=yaml 2>/dev/null | minor_version gitVersion:) || version=
  [[ $version =~ ^[0-9]+$ ]] || fail "kubectl does not say its version: is it the right program? ($(command -v kubectl))"
  ((version >= MINIMAL_MINOR)) || fail "kubectl 1.$version is too old: 1.$MINIMAL_MINOR or newer is needed"
}

# The minor version in the last line that has the given key.
minor_version() { awk -v key="$1" '$1 == key { split($2, part, "."); minor = part[2] } END { print minor }'; }

# kubectl, aimed at the chosen context.
cluster() { kubectl --context "$CONTEXT" "$@"; }

# Column values of one kind of row of prerequisites.tsv: `prerequisites context` prints the names.
# Empty columns survive because the separator is no white space to `read`.
prerequisites() {
  if ! is_declared; then return; fi
  awk -F '\t' -v kind="$1" '
    { sub(/\r$/, "") }
    /^#/ || NF == 0 { next }
    kind == "" || $1 == kind { printf "%s\037%s\037%s\037%s\037%s\n", $1, $2, $3, ($4 == "-" ? "" : $4), $5 }
  ' "$DIST/$ENVIRONMENT/prerequisites.tsv"
}

allowed_contexts() { prerequisites context | cut -d $'\037' -f 3; }

declared_cluster() { prerequisites cluster | cut -d $'\037' -f 3; }

# What tells a cluster from any other, as long as it lives.
cluster_uid() { ask get namespace kube-system --output='go-template={{.metadata.uid}}'; }

# Refuses a context that is not the environment's: the wrong cluster is the costliest mistake there is.
choose_context() {
  if is_declared; then choose_declared_context; fi
  kubectl config get-contexts "$CONTEXT" >/dev/null 2>&1 || fail "the kubeconfig has no context named $CONTEXT"
}

choose_declared_context() {
  local allowed
  allowed=$(allowed_contexts)
  [[ -n $allowed ]] || fail "dist/$ENVIRONMENT/prerequisites.tsv allows no kube context: declare it in environments/$ENVIRONMENT.ts"
  if [[ -z $CONTEXT ]]; then
    CONTEXT=$(kubectl config current-context 2>/dev/null) ||
      fail "no kube context is selected. $ENVIRONMENT belongs to: $(paste -sd ' ' - <<<"$allowed"). Choose one with --context"
  fi
  if ! grep -qxF -- "$CONTEXT" <<<"$allowed"; then
    fail "the kube context $CONTEXT does not belong to $ENVIRONMENT, which belongs to: $(paste -sd ' ' - <<<"$allowed")"
  fi
}

# Prints why the cluster can't be used, or nothing.
why_unreachable() {
  local answer minor
  if ! answer=$(cluster version --output=yaml --request-timeout=10s 2>&1); then
    printf '%s' "$answer" | grep -v '^\(clientVersion\|kustomizeVersion\| \)' | tail -n 1
    return
  fi
  minor=$(minor_version gitVersion: <<<"$answer")
  if ((minor < MINIMAL_MINOR)); then
    printf 'it runs Kubernetes 1.%s, older than 1.%s' "$minor" "$MINIMAL_MINOR"
    return
  fi
  why_another_cluster
}

# A context is a name in somebody's kubeconfig: the same name may lead to another cluster.
why_another_cluster() {
  local declared uid
  declared=$(declared_cluster)
  if [[ -z $declared ]]; then return; fi
  uid=$(cluster_uid) || {
    printf "the UID of kube-system can't be read: %s" "$uid"
    return
  }
  [[ $uid == "$declared" ]] || printf 'it is another cluster than that of %s: kube-system has the UID %s, and cluster.uid in environments/%s.ts is %s' "$ENVIRONMENT" "$uid" "$ENVIRONMENT" "$declared"
}

connect() {
  local reason
  choose_context
  reason=$(why_unreachable)
  [[ -z $reason ]] || fail "the cluster of context $CONTEXT can't be used: $reason"
}
