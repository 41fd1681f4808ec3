import { stringify } from "yaml";
import type { Environment } from "../../environments/environment";
import type { Manifest } from "../validation/manifest";

/** The order in which things are applied: what others need comes first. Kinds that are not named come last. */
const order = [
  "Namespace",
  "NetworkPolicy",
  "ServiceAccount",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "ClusterIssuer",
  "Issuer",
  "Certificate",
  "ExternalSecret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
  "PodDisruptionBudget",
  "DaemonSet",
  "StatefulSet",
  "Deployment",
  "Job",
  "CronJob",
];

const rank = (kind: string) => (order.includes(kind) ? order.indexOf(kind) : order.length);

/** A manifest and its file, from the environment's folder. */
export interface ManifestFile {
  readonly file: string;
  readonly manifest: Manifest;
}

/**
 * The environment's `kustomization.yaml`: every file in the order of applying,
 * and the labels that tell environments and clusters apart.
 */
export function kustomization(env: Environment, files: readonly ManifestFile[]): string {
  const resources = [...files]
    .sort((a, b) => rank(a.manifest.kind) - rank(b.manifest.kind) || (a.file < b.file ? -1 : 1))
    .map(({ file }) => file);
  return stringify(
    {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      sortOptions: { order: "fifo" },
      labels: [
        {
          includeTemplates: true,
          pairs: {
            "app.kubernetes.io/managed-by": "cdk8s",
            environment: env.name,
            cluster: env.cluster.name,
            ...env.labels,
          },
        },
      ],
      ...(Object.keys(env.annotations).length > 0 && { commonAnnotations: env.annotations }),
      resources,
    },
    { lineWidth: 0 },
  );
}
