import { toYaml } from "../yaml";
import type { ManifestFile } from "./manifest";

/** The order in which things are applied: what others need comes first. Kinds that are not named come last. */
const order = [
  "Namespace",
  "PriorityClass",
  "ResourceQuota",
  "NetworkPolicy",
  "CiliumNetworkPolicy",
  "CiliumClusterwideNetworkPolicy",
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

/**
 * Pod templates that get the labels too, so that metrics and logs of the pods tell environments apart.
 *
 * Kustomize's `includeTemplates` would also write them into the templates of Jobs and of volume claims. Those are
 * immutable: from then on no label of an environment could be changed without deleting the StatefulSets.
 */
const templateLabels = [
  ...["Deployment", "StatefulSet", "DaemonSet"].map((kind) => {
    return { kind, path: "spec/template/metadata/labels", create: true };
  }),
  { kind: "CronJob", path: "spec/jobTemplate/spec/template/metadata/labels", create: true },
];

export interface KustomizationProps {
  readonly name: string;
  readonly cluster: { readonly name: string };
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The environment's `kustomization.yaml`: every file in the order of applying,
 * and the labels that tell environments and clusters apart.
 */
export function kustomization(
  { name, cluster, labels, annotations }: KustomizationProps,
  files: readonly ManifestFile[],
): string {
  const resources = [...files]
    .sort((a, b) => rank(a.manifest.kind) - rank(b.manifest.kind) || (a.file < b.file ? -1 : 1))
    .map(({ file }) => file);
  const ours = { "app.kubernetes.io/managed-by": "cdk8s", environment: name, cluster: cluster.name };
  const pairs = { ...ours, ...labels };
  // Of the objects alone: `commonAnnotations` would write into immutable templates as well.
  const annotator = {
    apiVersion: "builtin",
    kind: "AnnotationsTransformer",
    metadata: { name: "environment" },
    annotations,
    fieldSpecs: [{ path: "metadata/annotations", create: true }],
  };
  return toYaml({
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    sortOptions: { order: "fifo" },
    labels: [{ fields: templateLabels, pairs }],
    resources,
    transformers: Object.keys(annotations).length > 0 ? [toYaml(annotator)] : undefined,
  });
}
