import { Chart } from "cdk8s";
import type { IConstruct } from "constructs";

/** Kinds of what a cluster must have before an environment can be applied. `deploy.sh` checks each in its own way. */
export type PrerequisiteKind =
  | (typeof namespaced)[number]
  | "api"
  | "cluster"
  | "clusterissuer"
  | "clustersecretstore"
  | "context"
  | "gatewayclass"
  | "ingressclass"
  | "kubernetes"
  | "networkplugin"
  | "nodes"
  | "placeholder"
  | "storageclass"
  | "zones";

/** Kinds that lie in the namespace of the chart which counts on them. */
const namespaced = ["claim", "elasticsearch", "secret", "secretstore"] as const;

/** Something that manifests count on and do not make. */
export interface Prerequisite {
  readonly kind: PrerequisiteKind;

  /** Name of the object; for `api` the group and version, for `cluster` its UID, for `kubernetes` its least version, for `nodes` and `zones` the number, for `placeholder` the prop. */
  readonly name: string;

  /** @default none: the object belongs to the cluster */
  readonly namespace?: string | undefined;

  /** Keys of a Secret, labels of nodes, number of Elasticsearch's nodes, value of a placeholder. @default none */
  readonly detail?: string | undefined;

  /** Why it is needed: the reader is about to be told that it is missing. */
  readonly purpose: string;
}

const metadataType = "prerequisite";

/** Notes at a construct that its objects count on something. */
export function requires(
  scope: IConstruct,
  kind: PrerequisiteKind,
  name: string,
  purpose: string,
  detail?: string,
): void {
  const namespace = namespaced.some((one) => one === kind) ? Chart.of(scope).namespace : undefined;
  const prerequisite: Prerequisite = { kind, namespace, name, detail, purpose };
  scope.node.addMetadata(metadataType, prerequisite);
}

const rowOf = ({ kind, namespace = "-", name, detail = "-" }: Prerequisite) =>
  [kind, namespace, name, detail].join("\t");

/** Every prerequisite at or below a construct, each once, in a stable order. */
export function prerequisitesOf(root: IConstruct): Prerequisite[] {
  const rows = root.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === metadataType)
    .map(({ data }) => [rowOf(data as Prerequisite), data as Prerequisite] as const);
  return [...new Map(rows).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The environment's `prerequisites.tsv`: what `deploy.sh` looks for in the cluster before it changes anything. */
export function prerequisitesFile(prerequisites: readonly Prerequisite[]): string {
  return [
    "# kind\tnamespace\tname\tdetail\tpurpose",
    ...prerequisites.map((one) => `${rowOf(one)}\t${one.purpose}`),
    "",
  ].join("\n");
}
