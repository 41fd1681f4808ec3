import type { k8s } from "cdk8s-plus-28";
import type { Manifest } from "../../lib/synth/manifest";

/** What a ServiceAccount may do to the Kubernetes API. */
export interface Power {
  /** `namespace/name` of a ServiceAccount; the kind before the name of anybody else. */
  readonly who: string;
  readonly verbs: readonly string[];
  /** `pods`, `secrets`, a URL such as `/metrics`; of the core group or `resource.group`. */
  readonly resources: readonly string[];
  /** Objects by name; empty is every object. */
  readonly names: readonly string[];
  /** A namespace, or the whole cluster. */
  readonly where: string;
}

/** cdk8s writes one field in its own way. */
type PolicyRule = k8s.PolicyRule & { readonly nonResourceURLs?: readonly string[] };

function resourcesOf({ apiGroups = [""], resources = [], nonResourceURLs = [] }: PolicyRule): string[] {
  return [
    ...apiGroups.flatMap((group) => resources.map((name) => (group === "" ? name : `${name}.${group}`))),
    ...nonResourceURLs,
  ];
}

function subjectName({ kind, name, namespace }: k8s.Subject): string {
  return kind === "ServiceAccount" ? `${namespace ?? ""}/${name}` : `${kind} ${name}`;
}

/** What every binding of an environment gives to whom. A role of the cluster's own is named, not listed. */
export function powers(manifests: readonly Manifest[]): Power[] {
  const rulesOf = (kind: string, name: string, namespace: string | undefined) =>
    manifests.find(
      ({ kind: roleKind, metadata }) =>
        roleKind === kind &&
        metadata.name === name &&
        (kind === "ClusterRole" || metadata.namespace === namespace),
    )?.["rules"] as PolicyRule[] | undefined;

  return manifests
    .filter(({ kind }) => kind === "RoleBinding" || kind === "ClusterRoleBinding")
    .flatMap((binding) => {
      const { kind, name } = binding["roleRef"] as { kind: string; name: string };
      const { namespace } = binding.metadata;
      const where = binding.kind === "ClusterRoleBinding" ? "the cluster" : (namespace ?? "");
      const rules = rulesOf(kind, name, namespace);
      return ((binding["subjects"] ?? []) as k8s.Subject[]).map(subjectName).flatMap((who): Power[] =>
        rules
          ? rules.map((rule) => ({
              who,
              verbs: rule.verbs,
              resources: resourcesOf(rule),
              names: rule.resourceNames ?? [],
              where,
            }))
          : [{ who, verbs: ["everything in"], resources: [`${kind} ${name}`], names: [], where }],
      );
    });
}
