import { selects } from "../../lib/synth/manifest";
import { invariant, objects, ofKind, workloads } from "./invariant";

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"];
const tooMuch = ["*", "escalate", "bind", "impersonate", "nodes/proxy", "pods/exec"];

/** What holds for names, labels, rights and network policies. */
export const objectInvariants = [
  invariant(
    "roles name what they allow",
    ofKind("Role", "ClusterRole"),
    ({ manifest }) =>
      (manifest["rules"] ?? []).some((rule: any) =>
        ["verbs", "resources", "apiGroups", "nonResourceURLs"]
          .flatMap((field) => rule[field] ?? [])
          .some((word) => tooMuch.includes(word)),
      ),
    ["Role", "fingerprint-api", { "rules.0.verbs": ["*"] }],
  ),
  invariant(
    "an aggregated API is verified, and is none of another program's",
    ofKind("APIService"),
    ({ manifest: { metadata, spec } }) =>
      spec.insecureSkipTLSVerify === true ||
      !metadata.annotations?.["cert-manager.io/inject-ca-from"] ||
      spec.group !== "custom.metrics.k8s.io",
    ["APIService", "v1beta1.custom.metrics.k8s.io", { "spec.insecureSkipTLSVerify": true }],
  ),
  invariant(
    "everything carries the label that it is found by",
    objects,
    ({ manifest: { metadata } }) => metadata.labels?.["app.kubernetes.io/part-of"] !== "fingerprint",
    ["Service", "fingerprint-api", { "metadata.labels": {} }],
  ),
  invariant(
    "what lies among other people's objects carries the program's name",
    objects,
    ({ manifest: { kind, metadata }, all }) => {
      // Kubernetes gives an APIService its name.
      if (["Namespace", "APIService"].includes(kind)) return false;
      const inside = all.some(
        (object) => object.kind === "Namespace" && object.metadata.name === metadata.namespace,
      );
      return !inside && !metadata.name.startsWith("fingerprint-");
    },
    ["ClusterRole", "fingerprint-kube-state-metrics", { "metadata.name": "kube-state-metrics" }],
  ),
  invariant(
    "every namespace is closed, and enforces a Pod Security level",
    ofKind("Namespace"),
    ({ manifest: { metadata }, all }) => {
      const deny = all.find(
        (object) =>
          object.kind === "NetworkPolicy" &&
          object.metadata.name === "default-deny" &&
          object.metadata.namespace === metadata.name,
      );
      return (
        !metadata.labels?.["pod-security.kubernetes.io/enforce"] ||
        deny?.["spec"].policyTypes.length !== 2 ||
        deny["spec"].ingress !== undefined ||
        deny["spec"].egress !== undefined
      );
    },
    ["NetworkPolicy", "default-deny", { "spec.policyTypes": ["Ingress"] }],
  ),
  invariant(
    "a NetworkPolicy never lets a whole namespace or everybody in",
    ofKind("NetworkPolicy"),
    ({ manifest: { spec } }) =>
      (spec.ingress ?? []).some(
        ({ from = [], ports = [] }: any) =>
          from.length === 0 ||
          ports.length === 0 ||
          from.some(
            ({ ipBlock, podSelector }: any) =>
              !ipBlock && !Object.keys(podSelector?.matchLabels ?? {}).length,
          ),
      ),
    ["NetworkPolicy", "fingerprint-api", { "spec.ingress.0.from.0": { namespaceSelector: {} } }],
  ),
  invariant(
    "egress to the internet leaves private ranges and the metadata address out",
    ofKind("NetworkPolicy"),
    ({ manifest: { spec } }) =>
      (spec.egress ?? [])
        .flatMap(({ to = [] }: any) => to)
        .some(
          ({ ipBlock: { cidr, except = [] } = {} as any }: any) =>
            cidr === "0.0.0.0/0" && !privateRanges.every((range) => except.includes(range)),
        ),
    ["NetworkPolicy", "fingerprint-api", { "spec.egress.2.to.0.ipBlock.except": undefined }],
  ),
  invariant(
    "every workload's pods have a NetworkPolicy of their own",
    workloads,
    ({ template, manifest, all }) =>
      template.spec.hostNetwork !== true &&
      !all.some(
        ({ kind, metadata, spec }) =>
          kind === "NetworkPolicy" &&
          metadata.namespace === manifest.metadata.namespace &&
          Object.keys(spec.podSelector.matchLabels ?? {}).length > 0 &&
          selects(spec.podSelector.matchLabels, template.labels),
      ),
    ["NetworkPolicy", "fingerprint-api", { "spec.podSelector.matchLabels": { app: "another" } }],
  ),
];
