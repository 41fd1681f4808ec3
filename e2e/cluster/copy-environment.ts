import type { KubeObject } from "./api";

/**
 * The objects of an environment as another tenant of the same cluster would have them: in namespaces of their own, and
 * with names of their own where they belong to no namespace.
 */
export function copyEnvironment(objects: readonly KubeObject[], suffix: string): KubeObject[] {
  const namespaces = new Set(
    objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name),
  );
  const clusterRoles = new Set(
    objects.filter(({ kind }) => kind === "ClusterRole").map(({ metadata }) => metadata.name),
  );
  const own = (namespace: string | undefined) =>
    namespace !== undefined && namespaces.has(namespace) ? `${namespace}-${suffix}` : namespace;
  // An API group has one server, whoever it belongs to.
  return objects
    .filter(({ kind }) => kind !== "APIService")
    .map((original) => {
      const object = structuredClone(original);
      const { metadata } = object as { metadata: any };
      if (
        object["kind"] === "Namespace" ||
        metadata.namespace === undefined ||
        !namespaces.has(metadata.namespace)
      )
        metadata.name = `${metadata.name}-${suffix}`;
      else metadata.namespace = own(metadata.namespace);
      metadata.labels = { ...metadata.labels, environment: suffix };
      for (const subject of object["subjects"] ?? []) subject.namespace = own(subject.namespace);
      if (object["roleRef"]?.kind === "ClusterRole" && clusterRoles.has(object["roleRef"].name))
        object["roleRef"].name = `${object["roleRef"].name}-${suffix}`;
      return object;
    });
}
