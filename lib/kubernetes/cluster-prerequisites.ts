import { Construct } from "constructs";
import type { Cluster } from "./cluster-props";
import { Prerequisite } from "./prerequisite";

export interface ClusterPrerequisitesProps {
  /** Name of the environment, for the messages. */
  readonly environment: string;
  readonly cluster: Pick<Cluster, "contexts" | "networkPlugin" | "uid" | "zones">;
}

/** What `deploy.sh` asks of the cluster as a whole: that it is the right one, spread over enough zones, with the network that is meant. */
export class ClusterPrerequisites extends Construct {
  constructor(scope: Construct, id: string, { environment, cluster }: ClusterPrerequisitesProps) {
    super(scope, id);
    for (const context of cluster.contexts) {
      new Prerequisite(this, `context-${context}`, {
        kind: "context",
        name: context,
        purpose: `a kubectl context of ${environment}; any other is refused`,
      });
    }
    if (cluster.uid !== undefined) {
      new Prerequisite(this, "uid", {
        kind: "cluster",
        name: cluster.uid,
        purpose: `the UID of kube-system in the cluster of ${environment}; any other cluster is refused`,
      });
    }
    new Prerequisite(this, "zones", {
      kind: "zones",
      name: String(cluster.zones),
      purpose: "pods are spread over this many zones",
    });
    new Prerequisite(this, "network-plugin", {
      kind: "networkplugin",
      name: cluster.networkPlugin.name,
      purpose: "policies name nodes and the API server as this network plugin knows them",
    });
  }
}
