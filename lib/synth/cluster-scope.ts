import type { IResolver, ResolutionContext } from "cdk8s";

const clusterScopedKinds = new Set([
  "APIService",
  "CiliumClusterwideNetworkPolicy",
  "ClusterIssuer",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterSecretStore",
  "Namespace",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
]);

/** Takes the namespace off objects that have none: a chart gives its own to everything in it. */
export class ClusterScope implements IResolver {
  resolve(context: ResolutionContext) {
    if (context.key.join(".") === "metadata.namespace" && clusterScopedKinds.has(context.obj.kind)) {
      context.replaceValue(undefined);
    }
  }
}
