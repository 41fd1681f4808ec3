type Labels = Readonly<Record<string, string>>;

/** A synthesized object, as much of it as checks look at. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // The rest differs by kind; whoever reads it knows the kind.
  readonly [field: string]: any;
}

/** An object as it will be written, and its file from the environment's folder. */
export interface ManifestFile {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Kinds whose objects lie in no namespace. */
export const clusterScoped: ReadonlySet<string> = new Set([
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

/** A manifest in words, such as `Deployment fingerprint/fingerprint-api`. */
export function describe({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What the pods of a workload look like; undefined for an object that makes no pods. */
export interface PodTemplate {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: any;
}

export function podTemplateOf(manifest: Manifest): PodTemplate | undefined {
  const { kind, ["spec"]: spec } = manifest;
  if (!["CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"].includes(kind)) return undefined;
  const template = kind === "CronJob" ? spec?.jobTemplate?.spec?.template : spec?.template;
  if (!template) return undefined;
  const { labels = {}, annotations = {} } = template.metadata ?? {};
  return { labels, annotations, spec: template.spec };
}

/** True where labels satisfy a selector's `matchLabels`. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
