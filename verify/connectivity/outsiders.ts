import type { k8s } from "cdk8s-plus-28";
import { type Manifest, podTemplateOf, selects } from "../../lib/synth/manifest";
import { isNetworkPolicy } from "../../operations/facts/connections";

type Labels = Readonly<Record<string, string>>;

/**
 * Stand-ins for everyone outside that a policy names, and for a stranger, whom none knows. Throws when a policy names pods
 * of a namespace that the manifests do contain and nobody there has those labels: it allows nothing, and somebody thinks
 * that it does.
 */
export function outsiders(manifests: readonly Manifest[]) {
  const inside = manifests.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  const hasPod = (home: string, labels: Labels) =>
    manifests.some((manifest) => {
      const template = manifest.metadata.namespace === home ? podTemplateOf(manifest) : undefined;
      return template !== undefined && selects(labels, template.labels);
    });
  const found = new Map<string, Manifest[]>();
  const started = new Map<string, Manifest>();
  const faults: string[] = [];
  const meet = (home: string, name: string, labels: Labels, ofNamespace: Labels) =>
    found.set(`${home}/${name}`, [namespace(home, ofNamespace), pod(home, name, labels)]);

  meet("elsewhere", "any-other-pod", {}, {});
  for (const { metadata, spec } of manifests.filter(isNetworkPolicy)) {
    const { name, namespace: home = "default" } = metadata;
    const subject = labelsOf(spec.podSelector);
    if (Object.keys(subject).length > 0 && !hasPod(home, subject))
      started.set(`${home}/${name}`, pod(home, name, subject));
    const rules = [...(spec.ingress ?? []), ...(spec.egress ?? [])];
    for (const { ipBlock, podSelector, namespaceSelector } of rules.flatMap(
      ({ from, to }) => from ?? to ?? [],
    )) {
      const [labels, ofNamespace] = [labelsOf(podSelector), labelsOf(namespaceSelector)];
      const words = Object.entries({ ...ofNamespace, ...labels });
      // Every pod of the cluster: the stranger stands for them.
      if (ipBlock || (namespaceSelector && words.length === 0)) continue;
      // By its name, or one of our own making that has the labels asked for.
      const there = namespaceSelector
        ? (ofNamespace["kubernetes.io/metadata.name"] ?? Object.values(ofNamespace).at(-1) ?? "any-namespace")
        : home;
      if (!inside.includes(there))
        meet(there, Object.values(labels).at(-1) ?? "any-pod", labels, ofNamespace);
      else if (!hasPod(there, labels)) {
        const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
        faults.push(`NetworkPolicy/${name} names pods in ${there} with ${wanted.join(",")}: there are none`);
      }
    }
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return {
    manifests: [...found.values(), ...started.values()].flat(),
    /** Pods of other namespaces, such as the cluster's DNS, as `namespace/name`. */
    names: [...found.keys()],
    /** Pods that a policy of one of our namespaces is for, and that somebody else starts there. */
    started: [...started.keys()],
  };
}

function labelsOf(selector: k8s.LabelSelector | undefined): Labels {
  if (selector?.matchExpressions)
    throw new Error("matchExpressions in a NetworkPolicy are not understood here");
  return selector?.matchLabels ?? {};
}

const namespace = (name: string, labels: Labels): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { "kubernetes.io/metadata.name": name, ...labels } },
});

const pod = (home: string, name: string, labels: Labels): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: home, labels },
  spec: { containers: [{ name: "stand-in", image: "stand-in:1" }] },
});
