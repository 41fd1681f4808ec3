import { selects } from "../../lib/synth/manifest";
import { type Invariants, ofKind, violating, workloads } from "./every-object";

/** What holds for names, labels, rights and network policies. */
export const objectInvariants: Invariants = {
  "roles name what they allow": (all) =>
    violating(ofKind(all, "Role", "ClusterRole"), ({ manifest }) =>
      (manifest["rules"] ?? []).some((rule: any) =>
        ["verbs", "resources", "apiGroups", "nonResourceURLs"]
          .flatMap((field) => rule[field] ?? [])
          .some((word) =>
            ["*", "escalate", "bind", "impersonate", "nodes/proxy", "pods/exec"].includes(word),
          ),
      ),
    ),

  "everything carries the label that it is found by": (all) =>
    violating(
      all,
      ({ manifest: { metadata } }) => metadata.labels?.["app.kubernetes.io/part-of"] !== "fingerprint",
    ),

  "what lies among other people's objects carries the program's name": (all) =>
    violating(all, ({ manifest: { kind, metadata }, all: environment }) => {
      // Kubernetes gives an APIService its name.
      if (["Namespace", "APIService"].includes(kind)) return false;
      const inside = environment.some(
        (object) => object.kind === "Namespace" && object.metadata.name === metadata.namespace,
      );
      return !inside && !metadata.name.startsWith("fingerprint-");
    }),

  "every namespace is closed, and enforces a Pod Security level": (all) =>
    violating(ofKind(all, "Namespace"), ({ manifest, all: environment }) => {
      const deny = environment.find(
        (object) =>
          object.kind === "NetworkPolicy" &&
          object.metadata.name === "default-deny" &&
          object.metadata.namespace === manifest.metadata.name,
      );
      return (
        !manifest.metadata.labels?.["pod-security.kubernetes.io/enforce"] ||
        deny?.["spec"].policyTypes.length !== 2 ||
        deny["spec"].ingress !== undefined ||
        deny["spec"].egress !== undefined
      );
    }),

  "a NetworkPolicy never lets a whole namespace or everybody in": (all) =>
    violating(ofKind(all, "NetworkPolicy"), ({ manifest }) =>
      (manifest["spec"].ingress ?? []).some(
        (rule: any) =>
          !rule.from?.length ||
          !rule.ports?.length ||
          rule.from.some(
            (peer: any) => !peer.ipBlock && !Object.keys(peer.podSelector?.matchLabels ?? {}).length,
          ),
      ),
    ),

  "egress to the internet leaves private ranges and the metadata address out": (all) =>
    violating(ofKind(all, "NetworkPolicy"), ({ manifest }) =>
      (manifest["spec"].egress ?? []).some((rule: any) =>
        (rule.to ?? []).some(
          (peer: any) =>
            peer.ipBlock?.cidr === "0.0.0.0/0" &&
            !["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"].every((range) =>
              peer.ipBlock.except?.includes(range),
            ),
        ),
      ),
    ),

  "every workload's pods have a NetworkPolicy of their own": (all) =>
    violating(workloads(all), ({ template, manifest, all: environment }) => {
      if (template.spec.hostNetwork === true) return false;
      return !environment.some(
        (object) =>
          object.kind === "NetworkPolicy" &&
          object.metadata.namespace === manifest.metadata.namespace &&
          Object.keys(object["spec"].podSelector.matchLabels ?? {}).length > 0 &&
          selects(object["spec"].podSelector.matchLabels, template.labels),
      );
    }),
};
