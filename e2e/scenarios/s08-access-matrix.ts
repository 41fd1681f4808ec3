/**
 * The attributes of a SubjectAccessReview for a line such as `get configmaps/fingerprint-api-config in fingerprint`,
 * `list pods`, `create pods:exec in logging` (a subresource) or `get /metrics` (no resource). Resources outside the
 * core API are written `deployments.apps`.
 */
export function attributes(line: string): object {
  const parts = /^(?<verb>\S+) (?<what>\S+)(?: in (?<namespace>\S+))?$/.exec(line)?.groups;
  if (!parts) throw new Error(`not a line of the access matrix: ${line}`);
  const { verb, what = "", namespace } = parts;
  if (what.startsWith("/")) return { nonResourceAttributes: { verb, path: what } };
  const [path = "", name] = what.split("/");
  const [qualified = "", subresource] = path.split(":");
  const [resource, ...group] = qualified.split(".");
  return { resourceAttributes: { verb, resource, group: group.join("."), subresource, name, namespace } };
}

/** What each ServiceAccount needs. */
export const access: Readonly<Record<string, readonly string[]>> = {
  "filebeat/default": [],
  // Logs carry the names of pods, nodes, namespaces and of what owns the pods.
  "filebeat/filebeat": [
    "watch pods",
    "watch namespaces",
    "watch nodes",
    "get replicasets.apps",
    "get jobs.batch",
  ],
  "fingerprint/default": [],
  "fingerprint/fingerprint-api": [
    "get configmaps/fingerprint-api-config in fingerprint",
    "list pods in fingerprint",
    "create events in fingerprint",
  ],
  "grafana/default": [],
  "grafana/grafana": [],
  "logging/default": [],
  "logging/elasticsearch": [],
  // It notes that the cluster has formed.
  "logging/elasticsearch-bootstrap": ["patch configmaps/elasticsearch-formation in logging"],
  "logging/elasticsearch-exporter": [],
  "logging/kibana": [],
  "logging/kibana-bootstrap": [],
  "logging/logstash": [],
  "node-exporter/default": [],
  "node-exporter/node-exporter": [],
  "prometheus/alertmanager": [],
  "prometheus/blackbox-exporter": [],
  "prometheus/default": [],
  "prometheus/kube-state-metrics": [
    "list pods",
    "watch nodes",
    "list namespaces",
    "list persistentvolumeclaims",
    "list deployments.apps",
    "list statefulsets.apps",
    "list daemonsets.apps",
    "list horizontalpodautoscalers.autoscaling",
    "list jobs.batch",
    "list poddisruptionbudgets.policy",
  ],
  "prometheus/prometheus": [
    "list pods",
    "watch nodes",
    "list services",
    "watch endpointslices.discovery.k8s.io",
    "get nodes:metrics",
    "get /metrics",
  ],
  "prometheus/prometheus-adapter": [
    "list namespaces",
    "list pods",
    // As every aggregated API server, it asks the API server who its callers are and what they may do.
    "create tokenreviews.authentication.k8s.io",
    "create subjectaccessreviews.authorization.k8s.io",
    "get configmaps/extension-apiserver-authentication in kube-system",
  ],
};

/** What Elasticsearch's needs besides where it allocates by zone: the zone is written on the node, and nowhere in the pod. */
export const accessToZones: readonly string[] = ["get nodes"];

/** What the API's needs besides where its pods have a token: what asks Kubernetes something itself. */
export const accessWithToken: readonly string[] = ["list pods.metrics.k8s.io"];

/** What no ServiceAccount may do, in any namespace: each of these is a known way to more rights, to secrets or to damage. */
export const forbidden: readonly string[] = [
  "get secrets in NAMESPACE",
  "list secrets in NAMESPACE",
  "watch secrets in NAMESPACE",
  "create secrets in NAMESPACE",
  "create pods in NAMESPACE",
  "patch pods in NAMESPACE",
  "delete pods in NAMESPACE",
  "create pods:exec in NAMESPACE",
  "get pods:exec in NAMESPACE",
  "create pods:attach in NAMESPACE",
  "create pods:portforward in NAMESPACE",
  "update pods:ephemeralcontainers in NAMESPACE",
  "create pods:eviction in NAMESPACE",
  "get pods:proxy in NAMESPACE",
  "get services:proxy in NAMESPACE",
  "create serviceaccounts:token in NAMESPACE",
  "impersonate serviceaccounts in NAMESPACE",
  "update configmaps in NAMESPACE",
  "delete configmaps in NAMESPACE",
  "delete persistentvolumeclaims in NAMESPACE",
  "patch deployments.apps in NAMESPACE",
  "delete deployments.apps in NAMESPACE",
  "patch statefulsets.apps in NAMESPACE",
  "delete statefulsets.apps in NAMESPACE",
  "create daemonsets.apps in NAMESPACE",
  "create jobs.batch in NAMESPACE",
  "patch networkpolicies.networking.k8s.io in NAMESPACE",
  "create roles.rbac.authorization.k8s.io in NAMESPACE",
  "escalate roles.rbac.authorization.k8s.io in NAMESPACE",
  "bind roles.rbac.authorization.k8s.io in NAMESPACE",
  "create rolebindings.rbac.authorization.k8s.io in NAMESPACE",
  "create clusterrolebindings.rbac.authorization.k8s.io",
  "escalate clusterroles.rbac.authorization.k8s.io",
  "bind clusterroles.rbac.authorization.k8s.io",
  "impersonate users",
  "impersonate groups",
  "get nodes:proxy",
  "create nodes:proxy",
  "patch nodes",
  "delete nodes",
  "patch namespaces",
  "delete namespaces",
  "delete persistentvolumes",
  "approve certificatesigningrequests:approval.certificates.k8s.io",
  "create validatingwebhookconfigurations.admissionregistration.k8s.io",
  "create mutatingwebhookconfigurations.admissionregistration.k8s.io",
  "patch customresourcedefinitions.apiextensions.k8s.io",
  "patch apiservices.apiregistration.k8s.io",
];
