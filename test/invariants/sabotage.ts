import type { Manifest } from "../../lib/synth/manifest";

const find = (manifests: Manifest[], kind: string, name: string): any =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);

const deployment = (manifests: Manifest[]) => find(manifests, "Deployment", "fingerprint-api").spec;
const pod = (manifests: Manifest[]) => deployment(manifests).template.spec;
const api = (manifests: Manifest[]) => pod(manifests).containers[0];

/** For each invariant, an edit of the small example that it must notice. */
export const sabotage: Record<string, (manifests: Manifest[]) => void> = {
  "a workload's selector matches its own pods": (all) => {
    deployment(all).selector.matchLabels["app.kubernetes.io/name"] = "another";
  },
  "no pod is selected by two workloads": (all) => {
    const twin = structuredClone(find(all, "Deployment", "fingerprint-api"));
    twin.metadata.name = "twin";
    all.push(twin);
  },
  "a Service sends to pods that have its ports": (all) => {
    api(all).ports[0].name = "web";
  },
  "a PodDisruptionBudget protects pods, and leaves a drain room": (all) => {
    find(all, "PodDisruptionBudget", "fingerprint-api").spec.maxUnavailable = 3;
  },
  "an autoscaled Deployment states no replicas": (all) => {
    deployment(all).replicas = 3;
  },
  "pods run as a user, confined by seccomp": (all) => {
    delete pod(all).securityContext.seccompProfile;
  },
  "containers can do nothing beyond their work, or say why": (all) => {
    api(all).securityContext.readOnlyRootFilesystem = false;
  },
  "pods keep out of the node, or say why": (all) => {
    pod(all).hostNetwork = true;
  },
  "a token is mounted only where a role is bound": (all) => {
    pod(all).automountServiceAccountToken = true;
    pod(all).serviceAccountName = "nobody";
  },
  "containers state requests and limits": (all) => {
    delete api(all).resources.limits["ephemeral-storage"];
  },
  "a pod may fill every volume that ends with it, and is not evicted for it": (all) => {
    const { volumes } = find(all, "StatefulSet", "elasticsearch").spec.template.spec;
    volumes.find(({ name }: any) => name === "logs").emptyDir.sizeLimit = "9Gi";
  },
  "agents stay on their node, and data goes before what can run anywhere": (all) => {
    find(all, "ResourceQuota", "filebeat").metadata.namespace = "elsewhere";
  },
  "running containers are probed": (all) => {
    delete api(all).readinessProbe;
  },
  "probes name a port of their container": (all) => {
    api(all).livenessProbe.httpGet.port = 8001;
  },
  "images are pinned": (all) => {
    api(all).image = "fingerprint-api:latest";
  },
  "every mount has its volume": (all) => {
    pod(all).volumes = [];
  },
  "roles name what they allow": (all) => {
    find(all, "Role", "fingerprint-api").rules[0].verbs = ["*"];
  },
  "everything carries the label that it is found by": (all) => {
    find(all, "Service", "fingerprint-api").metadata.labels = {};
  },
  "what lies among other people's objects carries the program's name": (all) => {
    find(all, "ClusterRole", "fingerprint-kube-state-metrics").metadata.name = "kube-state-metrics";
  },
  "every namespace is closed, and enforces a Pod Security level": (all) => {
    find(all, "NetworkPolicy", "default-deny").spec.policyTypes = ["Ingress"];
  },
  "a NetworkPolicy never lets a whole namespace or everybody in": (all) => {
    find(all, "NetworkPolicy", "fingerprint-api").spec.ingress[0].from.push({ namespaceSelector: {} });
  },
  "egress to the internet leaves private ranges and the metadata address out": (all) => {
    for (const rule of find(all, "NetworkPolicy", "fingerprint-api").spec.egress)
      for (const peer of rule.to) if (peer.ipBlock) delete peer.ipBlock.except;
  },
  "every workload's pods have a NetworkPolicy of their own": (all) => {
    find(all, "NetworkPolicy", "fingerprint-api").spec.podSelector.matchLabels = { app: "another" };
  },
};
