import type { k8s } from "cdk8s-plus-28";
import { type Manifest, describe } from "../../lib/synth/manifest";

export type Power = ReturnType<typeof powers>[number];

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
export function powers(manifests: readonly Manifest[]) {
  return manifests
    .filter(({ kind }) => kind === "RoleBinding" || kind === "ClusterRoleBinding")
    .flatMap((binding) => {
      const { kind, name } = binding["roleRef"] as k8s.RoleRef;
      const { namespace = "" } = binding.metadata;
      const where = binding.kind === "ClusterRoleBinding" ? "the cluster" : namespace;
      const id = kind === "Role" ? `Role ${namespace}/${name}` : `ClusterRole ${name}`;
      const role = manifests.find((manifest) => describe(manifest) === id);
      const rules = role
        ? (role["rules"] as PolicyRule[])
        : [{ verbs: ["everything in"], resources: [`${kind} ${name}`] }];
      return ((binding["subjects"] ?? []) as k8s.Subject[]).map(subjectName).flatMap((who) =>
        rules.map((rule) => {
          // No names are every object.
          const { verbs, resourceNames: names = [] } = rule;
          return { who, verbs, resources: resourcesOf(rule), names, where };
        }),
      );
    });
}
