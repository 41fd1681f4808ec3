import { type Manifest, podTemplateOf, selects } from "../../lib/synth/manifest";
import {
  isNetworkPolicy,
  type LabelSelector,
  type NetworkPolicy,
  type Peer,
} from "../../operations/facts/network-policy";

/** Pods that the policies mean and the manifests do not contain; names are `namespace/name`. */
export interface Outsiders {
  readonly manifests: readonly Manifest[];

  /** Pods of other namespaces, such as the cluster's DNS. */
  readonly names: readonly string[];

  /** Pods that a policy of one of our namespaces is for, and that somebody else starts there. */
  readonly started: readonly string[];
}

/** Where the pod lives that no policy knows: it stands for anything else in the cluster. */
const stranger = "elsewhere/any-other-pod";

/**
 * Stand-ins for everyone outside that a policy names, and for a stranger. Throws when a policy names pods of a namespace
 * that the manifests do contain and nobody there has those labels: then it allows nothing, and somebody thinks it does.
 */
export function outsiders(manifests: readonly Manifest[]): Outsiders {
  const inside = new Set(
    manifests.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name),
  );
  const found = new Map<string, Manifest[]>([[stranger, standIn(...split(stranger), {}, {})]]);
  const started = new Map<string, Manifest[]>();
  const faults: string[] = [];
  for (const policy of manifests.filter(isNetworkPolicy)) {
    const home = policy.metadata.namespace ?? "default";
    const subject = labelsOf(policy.spec.podSelector);
    if (Object.keys(subject).length > 0 && !hasPod(manifests, home, subject))
      started.set(
        `${home}/${policy.metadata.name}`,
        standIn(home, policy.metadata.name, subject, {}).slice(1),
      );
    for (const peer of peersOf(policy.spec)) {
      if (peer.ipBlock || meansEverybody(peer)) continue;
      const namespace = namespaceOf(peer) ?? home;
      const labels = labelsOf(peer.podSelector);
      if (!inside.has(namespace)) {
        const name = Object.values(labels).at(-1) ?? "any-pod";
        found.set(`${namespace}/${name}`, standIn(namespace, name, labels, labelsOf(peer.namespaceSelector)));
      } else if (!hasPod(manifests, namespace, labels)) {
        const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
        faults.push(
          `NetworkPolicy/${policy.metadata.name} names pods in ${namespace} with ${wanted.join(",")}: there are none`,
        );
      }
    }
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return {
    manifests: [...found.values(), ...started.values()].flat(),
    names: [...found.keys()],
    started: [...started.keys()],
  };
}

function peersOf({ ingress = [], egress = [] }: NetworkPolicy["spec"]): Peer[] {
  return [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
}

/** The namespace that a peer means: by its name, or one of our own making that has the labels asked for. */
function namespaceOf({ namespaceSelector }: Peer): string | undefined {
  if (!namespaceSelector) return undefined;
  const labels = labelsOf(namespaceSelector);
  return labels["kubernetes.io/metadata.name"] ?? Object.values(labels).at(-1) ?? "any-namespace";
}

/** Every pod of the cluster, whom the stranger stands for. */
function meansEverybody({ namespaceSelector, podSelector }: Peer): boolean {
  return (
    namespaceSelector !== undefined &&
    Object.keys({ ...labelsOf(namespaceSelector), ...labelsOf(podSelector) }).length === 0
  );
}

function labelsOf(selector: LabelSelector | undefined): Readonly<Record<string, string>> {
  if (selector?.matchExpressions)
    throw new Error("matchExpressions in a NetworkPolicy are not understood here");
  return selector?.matchLabels ?? {};
}

function hasPod(
  manifests: readonly Manifest[],
  namespace: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  return manifests
    .filter(({ metadata }) => metadata.namespace === namespace)
    .some((manifest) => {
      const template = podTemplateOf(manifest);
      return template !== undefined && selects(labels, template.labels);
    });
}

function standIn(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  namespaceLabels: Readonly<Record<string, string>>,
): Manifest[] {
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "kubernetes.io/metadata.name": namespace, ...namespaceLabels } },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels },
      spec: { containers: [{ name: "stand-in", image: "stand-in:1" }] },
    },
  ];
}

function split(name: string): [namespace: string, pod: string] {
  const [namespace = "", pod = ""] = name.split("/");
  return [namespace, pod];
}
