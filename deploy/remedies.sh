# shellcheck shell=bash
# What to do about a prerequisite that is not met, and where docs/operations/day-0.md says more.

# The section about a kind of prerequisite.
section_of() {
  case $1 in
    placeholder) echo names-of-your-own ;;
    context) echo the-context ;;
    clusterissuer) echo issuers ;;
    ingressclass | gatewayclass) echo ingress-controller ;;
    storageclass | claim | nodes | zones) echo storage-nodes-and-zones ;;
    networkplugin) echo network-plugin ;;
    secret | configmap | clustersecretstore | secretstore) echo secrets ;;
    api) case $2 in metrics.k8s.io/*) echo metrics-server ;; cert-manager.io/*) echo cert-manager ;; esac ;;
  esac
}

remedy() {
  local kind=$1 namespace=$2 name=$3 detail=$4 key files='' lines=''
  case $kind in
    secret | configmap)
      # Values are read from files: every process of the machine could see an argument.
      for key in ${detail//,/ }; do files+=" --from-file=$key=FILE" lines+=" $key=..."; done
      if [[ $kind == secret ]]; then kind='secret generic'; fi
      # The kubelet pulls with a Secret of this type alone.
      if [[ $detail == .dockerconfigjson ]]; then kind+=' --type=kubernetes.io/dockerconfigjson'; fi
      if [[ $detail != *.* ]]; then files=" --from-env-file=/dev/stdin ; it reads a line for each key:$lines"; fi
      printf 'kubectl create %s %s --namespace %s%s' "$kind" "$name" "$namespace" "$files"
      ;;
    api) remedy_for_api "$name" ;;
    clusterissuer) printf 'create it: https://cert-manager.io/docs/configuration/ ; if it is there: kubectl describe clusterissuer %s' "$name" ;;
    clustersecretstore | secretstore) printf 'create it: https://external-secrets.io/latest/api/%s/' "$kind" ;;
    ingressclass) printf 'install the ingress controller whose class is %s, or set the class in environments/%s.ts' "$name" "$ENVIRONMENT" ;;
    gatewayclass) printf 'install the Gateway API implementation whose class is %s, or set the class in environments/%s.ts' "$name" "$ENVIRONMENT" ;;
    storageclass)
      if [[ $name == '(default)' ]]; then
        printf 'kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true'
      else
        printf 'create it, or set another in environments/%s.ts (there are: kubectl get storageclass)' "$ENVIRONMENT"
      fi
      ;;
    kubernetes) printf 'upgrade the cluster, or set api.shutdown.preStop to "exec" in environments/%s.ts and put a sleep into the image' "$ENVIRONMENT" ;;
    claim) printf 'create the PersistentVolumeClaim %s in %s, or set another source in environments/%s.ts' "$name" "$namespace" "$ENVIRONMENT" ;;
    nodes) printf 'add nodes%s, uncordon some, or need fewer in environments/%s.ts; with an autoscaler of nodes: --skip nodes' "${detail:+ (label them: kubectl label node NAME ${detail//,/ })}" "$ENVIRONMENT" ;;
    zones) printf 'add nodes in more zones (label topology.kubernetes.io/zone), or declare fewer in environments/%s.ts; with an autoscaler of nodes: --skip zones' "$ENVIRONMENT" ;;
    networkplugin) printf 'set cluster.networkPlugin in environments/%s.ts to what the cluster runs; with Cilium whose policy-cidr-match-mode is nodes: standard and --skip networkplugin; on GKE: gcloud container clusters update NAME --enable-cilium-clusterwide-network-policy' "$ENVIRONMENT" ;;
    elasticsearch) printf 'do first what docs/operations/elasticsearch.md says, from one node to three or from three nodes to one' ;;
    placeholder) printf 'set %s in environments/%s.ts, then npx cdk8s synth; to try the rest all the same: --skip placeholder' "$name" "$ENVIRONMENT" ;;
    *) printf 'use the deploy.sh that belongs to these manifests' ;;
  esac
}

# The object is there and keeps the keys that it has.
remedy_for_keys() {
  local kind=$1 namespace=$2 name=$3 keys=$4 key entries='' field=data
  if [[ $kind == secret ]]; then field=stringData; fi
  for key in $keys; do entries+="${entries:+,}\"$key\":\"...\""; done
  printf 'kubectl patch %s %s --namespace %s --type merge --patch-file /dev/stdin ; it reads {"%s":{%s}}' "$kind" "$name" "$namespace" "$field" "$entries"
}

remedy_for_api() {
  case $1 in
    metrics.k8s.io/*) printf 'install metrics-server: https://github.com/kubernetes-sigs/metrics-server ; if it is there: kubectl describe apiservice v1beta1.metrics.k8s.io' ;;
    cert-manager.io/*) printf 'install cert-manager: https://cert-manager.io/docs/installation/' ;;
    external-secrets.io/*) printf 'install the External Secrets Operator: https://external-secrets.io/latest/introduction/getting-started/' ;;
    gateway.networking.k8s.io/*) printf 'install the Gateway API: https://gateway-api.sigs.k8s.io/guides/' ;;
    keda.sh/*) printf 'install KEDA: https://keda.sh/docs/latest/deploy/' ;;
    *.k8s.elastic.co/*) printf 'install Elastic Cloud on Kubernetes: https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s' ;;
    *) printf 'install what serves %s (kubectl api-versions lists what the cluster serves)' "$1" ;;
  esac
}
