# shellcheck shell=bash
# What must be in the cluster before the objects of dist/ can work there. Every missing thing is named at once.

preflight() {
  local rows=0 missing
  mkdir "$WORK/preflight"
  while IFS=$'\037' read -r kind namespace name detail purpose; do
    if [[ $kind == context || $kind == cluster ]]; then continue; fi
    if [[ ,$SKIPPED, == *,$kind,* ]]; then
      say "    not checked: $kind $name ($purpose)"
      continue
    fi
    rows=$((rows + 1))
    # Each row asks the cluster a question of its own: together they take as long as the slowest.
    check "$kind" "$namespace" "$name" "$detail" "$purpose" >"$WORK/preflight/$(printf %04d "$rows")" 2>&1 &
  done < <(prerequisites '')
  check_namespaces >"$WORK/preflight/0000" 2>&1 &
  wait
  missing=$(cat "$WORK"/preflight/* | grep -c '^  x ' || true)
  if [[ $missing != 0 ]]; then
    heading "preflight: $missing of $(count_of "$rows" prerequisite) not met in $CONTEXT"
    cat "$WORK"/preflight/*
    fail "the cluster is not ready for $ENVIRONMENT: see the remedies above"
  fi
  heading "preflight: all $(count_of "$rows" prerequisite) met in $CONTEXT"
}

# Prints nothing if the prerequisite is met, else what is wrong, what it is for and the remedy.
check() {
  local kind=$1 namespace=$2 name=$3 detail=$4 purpose=$5 problem section
  case $kind in
    secret | configmap) problem=$(lacks_keys "$kind" "$namespace" "$name" "$detail") ;;
    api) problem=$(lacks_api "$name") ;;
    clusterissuer | clustersecretstore | secretstore) problem=$(is_unready "$kind" "$namespace" "$name" Ready) ;;
    gatewayclass) problem=$(is_unready "$kind" "$namespace" "$name" Accepted) ;;
    ingressclass | claim) problem=$(is_absent "$kind" "$namespace" "$name") ;;
    storageclass) problem=$(lacks_storage_class "$name") ;;
    kubernetes) problem=$(is_older_than "$name") ;;
    nodes) problem=$(lacks_nodes "$name" "$detail") ;;
    zones) problem=$(lacks_zones "$name") ;;
    networkplugin) problem=$(runs_another_plugin "$name") ;;
    elasticsearch) problem=$(resizes_badly "$namespace" "$name" "$detail") ;;
    placeholder) problem='is a placeholder' ;;
    *) problem="this deploy.sh does not know prerequisites of the kind $kind" ;;
  esac
  if [[ -z $problem ]]; then return 0; fi
  printf '  x %s: %s\n' "$(title "$kind" "$namespace" "$name" "$detail")" "$problem"
  printf '      %s: %s\n' "$([[ $kind == placeholder ]] && echo why || echo needed)" "$purpose"
  if [[ $problem == 'lacks the key '* ]]; then
    printf '      remedy: %s\n' "$(remedy_for_keys "$kind" "$namespace" "$name" "${problem#lacks the key }")"
  else
    printf '      remedy: %s\n' "$(remedy "$kind" "$namespace" "$name" "$detail")"
  fi
  section=$(section_of "$kind" "$name")
  if [[ -n $section ]]; then printf '      see: docs/operations/day-0.md#%s\n' "$section"; fi
}

title() {
  case $1 in
    nodes) printf '%s schedulable nodes%s' "$3" "${4:+ with $4}" ;;
    zones) printf '%s zones' "$3" ;;
    kubernetes) printf 'Kubernetes %s' "$3" ;;
    secret | configmap) printf '%s %s/%s (%s)' "$1" "$2" "$3" "$4" ;;
    claim) printf 'PersistentVolumeClaim %s/%s' "$2" "$3" ;;
    elasticsearch) printf 'Elasticsearch of %s' "$(count_of "$4" node)" ;;
    networkplugin) printf 'network plugin %s' "$3" ;;
    placeholder) printf '%s = %s' "$3" "$4" ;;
    *) printf '%s %s' "$1" "$3" ;;
  esac
}

# kubectl's last word on why a request failed, on one line.
last_error() { sed -E 's/^Error from server( \([A-Za-z]+\))?: //; s/^error: //' "$1" | grep -v '^$' | tail -n 1; }

# Prints the answer of a kubectl request; fails with the reason printed.
ask() {
  local errors
  errors=$(mktemp "$WORK/ask.XXXXXX")
  if ! cluster --request-timeout=20s "$@" 2>"$errors"; then
    last_error "$errors"
    return 1
  fi
}

resource_of() {
  case $1 in
    claim) echo persistentvolumeclaim ;;
    clusterissuer) echo clusterissuers.cert-manager.io ;;
    clustersecretstore) echo clustersecretstores.external-secrets.io ;;
    secretstore) echo secretstores.external-secrets.io ;;
    gatewayclass) echo gatewayclasses.gateway.networking.k8s.io ;;
    *) echo "$1" ;;
  esac
}

# Prints the object in the given output format, or why it can't be had; fails in the second case.
look_up() {
  local kind=$1 namespace=$2 name=$3 format=$4 arguments=()
  if [[ $namespace != - ]]; then arguments=(--namespace "$namespace"); fi
  ask get "$(resource_of "$kind")" "$name" ${arguments[@]+"${arguments[@]}"} "$format"
}

is_absent() {
  local answer
  answer=$(look_up "$1" "$2" "$3" --output=name) || printf '%s' "$answer"
}

lacks_keys() {
  local present key lacking=()
  if ! present=$(look_up "$1" "$2" "$3" "$(template keys)"); then
    printf '%s' "$present"
    return
  fi
  for key in ${4//,/ }; do
    grep -qxF -- "$key" <<<"$present" || lacking+=("$key")
  done
  if ((${#lacking[@]})); then printf 'lacks the key %s' "${lacking[*]}"; fi
}

# An aggregated API may be registered without anybody answering: only a real answer counts.
lacks_api() {
  local path=/apis/$1 answer
  if [[ $1 != */* ]]; then path=/api/$1; fi
  answer=$(ask get --raw "$path") || printf '%s' "$answer"
}

is_older_than() {
  local minor
  minor=$(cluster version --output=yaml --request-timeout=20s 2>/dev/null | minor_version gitVersion:)
  ((minor >= ${1#1.})) || printf 'it is 1.%s' "$minor"
}

is_unready() {
  local answer
  if ! answer=$(look_up "$1" "$2" "$3" "$(template conditions)"); then
    printf '%s' "$answer"
  elif ! grep -q "^$4 True " <<<"$answer"; then
    answer=$(grep "^$4 " <<<"$answer" | cut -d ' ' -f 3-) || answer='it has no such condition yet'
    printf 'is not %s: %s' "$4" "$answer"
  fi
}

lacks_storage_class() {
  local answer
  if [[ $1 != '(default)' ]]; then
    is_absent storageclass - "$1"
  elif ! answer=$(ask get storageclass "$(template default-classes)"); then
    printf '%s' "$answer"
  elif [[ -z $answer ]]; then
    printf 'no StorageClass is marked as the default'
  fi
}

# A line a node on which any pod may be scheduled: its zone, or "-".
schedulable_nodes() { ask get nodes --selector="$1" "$(template schedulable-nodes)"; }

lacks_nodes() {
  local answer count
  answer=$(schedulable_nodes "$2") || {
    printf '%s' "$answer"
    return
  }
  count=$(grep -c . <<<"$answer" || true)
  ((count >= $1)) || printf 'there are %s' "$count"
}

lacks_zones() {
  local answer count
  answer=$(schedulable_nodes '') || {
    printf '%s' "$answer"
    return
  }
  count=$(awk '$0 != "" && $0 != "-" && !seen[$0]++ { count++ } END { print count + 0 }' <<<"$answer")
  ((count >= $1)) || printf 'the schedulable nodes are in %s' "$(count_of "$count" zone)"
}

# Cilium shows by the DaemonSet of its agents; of other plugins nothing is asked. Its own kind of policy has to be served.
runs_another_plugin() {
  local agents runs=standard
  agents=$(ask get daemonsets --all-namespaces --output=name) || {
    printf '%s' "$agents"
    return
  }
  if grep -q '/cilium$' <<<"$agents"; then runs=cilium; fi
  if grep -q '/anetd$' <<<"$agents"; then runs=gke-dataplane-v2; fi
  if [[ $runs != "$1" ]]; then
    printf 'the DaemonSets of the cluster are those of %s' "$runs"
    return
  fi
  case $1 in
    cilium) agents=$(ask get ciliumnetworkpolicies.cilium.io --all-namespaces --output=name) || printf '%s' "$agents" ;;
    gke-dataplane-v2) agents=$(ask get ciliumclusterwidenetworkpolicies.cilium.io --output=name) || printf '%s' "$agents" ;;
  esac
}

# A StatefulSet ends all pods that are too many at once, whatever they hold. New nodes form a cluster of their own where
# nothing says that there is one.
resizes_badly() {
  local namespace=$1 name=$2 nodes=$3 live answer number held=()
  live=$(ask get statefulset "$name" --namespace="$namespace" --ignore-not-found --output='jsonpath={.spec.replicas}') || {
    printf '%s' "$live"
    return
  }
  # The first apply; and nothing moves where the number stays.
  if ((${live:-0} == 0 || live == nodes)); then return; fi
  if ((live < nodes)); then
    answer=$(ask get configmap "$name-formation" --namespace="$namespace" --output='jsonpath={.data.cluster-uuid}') || {
      printf '%s' "$answer"
      return
    }
    [[ -n $answer ]] || printf 'there are %s, and no note yet that they are a cluster: new ones could form another' "$live"
    return
  fi
  # shellcheck disable=SC2016 # the container's own variable
  answer=$(ask exec "$name-0" --namespace="$namespace" --container="$name" -- bash -c 'curl --config config/curl.conf --silent --show-error --fail --fail-early --max-time 15 "$ELASTICSEARCH/_cat/shards?h=node" "$ELASTICSEARCH/_cluster/state/metadata?filter_path=metadata.cluster_coordination.voting_config_exclusions.node_name"') || {
    printf 'there are %s, and Elasticsearch does not say what those that leave hold: %s' "$live" "$answer"
    return
  }
  # A line a shard, then what has no vote any more, as JSON.
  for ((number = nodes; number < live; number++)); do
    if grep -qw "$name-$number" <<<"${answer%%\{*}" || [[ ${answer#*\{} != *"\"$name-$number\""* ]]; then
      held+=("$name-$number")
    fi
  done
  if ((${#held[@]})); then printf 'there are %s, and shards or a vote are still on those that leave: %s' "$live" "${held[*]}"; fi
}

# The label that says whose environment a namespace is. Two environments in one cluster would take each other's objects.
check_namespaces() {
  local names answer
  names=$(declared_where 'kind == "Namespace"' | cut -f 5)
  if [[ -z $names ]]; then return; fi
  # shellcheck disable=SC2086 # names of namespaces hold no blank
  answer=$(ask get namespaces $names --ignore-not-found "$(template namespaces)") || {
    printf '  x namespaces: %s\n' "$answer"
    return
  }
  while read -r name environment phase; do
    if [[ -z $name ]]; then continue; fi
    if [[ $environment != - && $environment != "$ENVIRONMENT" ]]; then
      printf '  x namespace %s belongs to the environment %s: is %s the right cluster?\n' "$name" "$environment" "$CONTEXT"
    elif [[ $phase == Terminating ]]; then
      printf '  x namespace %s is being deleted: wait until it is gone\n' "$name"
    fi
  done <<<"$answer"
  for name in $names; do
    grep -q "^$name " <<<"$answer" ||
      printf '  - the namespace %s is not there yet; what is needed in it can be created after: kubectl create namespace %s\n' "$name" "$name"
  done
}
