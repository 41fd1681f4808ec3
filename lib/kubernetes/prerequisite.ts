import { Construct } from "constructs";

/** What a cluster must have before an environment can be applied. `deploy.sh` checks each kind in its own way. */
export type PrerequisiteKind =
  | "api"
  | "claim"
  | "cluster"
  | "clusterissuer"
  | "clustersecretstore"
  | "context"
  | "elasticsearch"
  | "gatewayclass"
  | "ingressclass"
  | "kubernetes"
  | "networkplugin"
  | "nodes"
  | "placeholder"
  | "secret"
  | "secretstore"
  | "storageclass"
  | "zones";

export interface PrerequisiteProps {
  readonly kind: PrerequisiteKind;

  /** Name of the object; for `api` the group and version, for `cluster` its UID, for `kubernetes` its least version, for `nodes` and `zones` the number, for `placeholder` the prop. */
  readonly name: string;

  /** @default none: the object belongs to the cluster */
  readonly namespace?: string;

  /** Keys of a Secret, labels of nodes, number of Elasticsearch's nodes, value of a placeholder. @default none */
  readonly detail?: string;

  /** Why it is needed: the reader is about to be told that it is missing. */
  readonly purpose: string;
}

/** Something that these manifests count on and do not make. */
export class Prerequisite extends Construct {
  constructor(
    scope: Construct,
    id: string,
    readonly props: PrerequisiteProps,
  ) {
    super(scope, id);
  }

  /** Every prerequisite below a construct, each once, in a stable order. */
  static allOf(root: Construct): PrerequisiteProps[] {
    const rows = root.node
      .findAll()
      .filter((node): node is Prerequisite => node instanceof Prerequisite)
      .map(({ props }): [string, PrerequisiteProps] => [
        [props.kind, props.namespace ?? "-", props.name, props.detail ?? "-"].join("\t"),
        props,
      ]);
    return [...new Map(rows).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, props]) => props);
  }
}
