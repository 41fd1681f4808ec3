# shellcheck shell=bash
# Why something is not ready: what a person would look for with describe, events and logs.

readonly PODS_SHOWN=3 EVENTS_SHOWN=4 LINES_SHOWN=15

explain_unready() {
  local group kind namespace name text
  while IFS=$'\t' read -r _ group kind namespace name text; do
    heading "$(printf '%s\t%s\t%s\t%s\n' "$group" "$kind" "$namespace" "$name" | readable): $text"
    explain_workload "$kind.$group" "${namespace/#-/default}" "$name" || true
  done < <(grep -v '^ready' "$WORK/states")
}

explain_workload() {
  local resource=$1 namespace=$2 name=$3 selector
  # Creation refused by quota or Pod Security is told by the workload, since no pod exists that could.
  cluster get "$resource" "$name" --namespace "$namespace" "$(template conditions)" 2>/dev/null |
    sed -nE 's/^(ReplicaFailure|Failed) True /    /p'
  warnings "$namespace" "$name"
  selector=$(cluster get "$resource" "$name" --namespace "$namespace" "$(template selector)" 2>/dev/null)
  if [[ -n $selector ]]; then explain_pods "$namespace" "${selector%,}"; fi
}

# The newest warnings about one object.
warnings() {
  cluster get events --namespace "$1" --field-selector="type=Warning,involvedObject.name=$2" --sort-by=.lastTimestamp \
    --output='go-template={{range .items}}{{.reason}}: {{.message}}{{"\n"}}{{end}}' 2>/dev/null |
    tail -n "$EVENTS_SHOWN" | indent '    event: '
}

explain_pods() {
  local namespace=$1 pod container state
  cluster get pods --namespace "$namespace" --selector="$2" "$(template unready-pods)" >"$WORK/facts" 2>/dev/null || return 0
  while read -r pod; do
    while IFS=$'\t' read -r _ container state; do
      if [[ $container == - ]]; then
        say "    pod $pod: $state"
      else
        say "    pod $pod, container $container: $state"
        last_lines "$namespace" "$pod" "$container"
      fi
    done < <(awk -F '\t' -v pod="$pod" '$1 == pod' "$WORK/facts")
    warnings "$namespace" "$pod"
  done < <(cut -f 1 "$WORK/facts" | uniq | head -n "$PODS_SHOWN")
}

last_lines() {
  {
    cluster logs "$2" --container "$3" --namespace "$1" --tail "$LINES_SHOWN" --request-timeout=10s 2>/dev/null ||
      cluster logs "$2" --container "$3" --namespace "$1" --tail "$LINES_SHOWN" --request-timeout=10s --previous 2>/dev/null || true
  } | indent '        log: '
}
