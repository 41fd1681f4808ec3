# shellcheck shell=bash
# The action preview: the differences to the live cluster if the environment's own cluster answers, else the manifests.

preview() {
  local reason
  reason=$(why_no_comparison)
  if [[ -n $reason ]]; then
    cat "$WORK/rendered.yaml"
    complain "these are the manifests, not a comparison with a cluster: $reason"
    return
  fi
  CONTEXT=${CONTEXT:-$(kubectl config current-context)}
  split_by_namespace
  # Where it would be refused the differences can't be read either.
  try_on_server ignore >&2
  compare
  list_undeclared
  list_others_objects
  cat "$WORK/differences" "$WORK/absent.yaml"
  summarize
  if [[ -s $WORK/theirs ]]; then explain_theirs; fi
}

# A context that was asked for by name must do; the current one need not be the environment's.
why_no_comparison() {
  local allowed
  allowed=$(allowed_contexts)
  if [[ -z $CONTEXT ]]; then
    CONTEXT=$(kubectl config current-context 2>/dev/null) || {
      printf 'no kube context is selected'
      return
    }
    if ! grep -qxF -- "$CONTEXT" <<<"$allowed"; then
      printf 'the current kube context %s does not belong to %s, which belongs to: %s' "$CONTEXT" "$ENVIRONMENT" "$(paste -sd ' ' - <<<"$allowed")"
      return
    fi
  else
    choose_context
  fi
  why_unreachable
}
