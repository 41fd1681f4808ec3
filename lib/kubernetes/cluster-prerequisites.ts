import type { IConstruct } from "constructs";
import type { Cluster } from "./cluster-props";
import { requires } from "./prerequisite";

/** What `deploy.sh` asks of the cluster as a whole: that it is the environment's, spread over enough zones, with the network that is meant. */
export function clusterPrerequisites(
  scope: IConstruct,
  environment: string,
  { contexts, networkPlugin, uid, zones }: Cluster,
): void {
  for (const context of contexts) {
    requires(scope, "context", context, `a kubectl context of ${environment}; any other is refused`);
  }
  if (uid !== undefined) {
    const purpose = `the UID of kube-system in the cluster of ${environment}; any other cluster is refused`;
    requires(scope, "cluster", uid, purpose);
  }
  requires(scope, "zones", String(zones), "pods are spread over this many zones");
  const purpose = "policies name nodes and the API server as this network plugin knows them";
  requires(scope, "networkplugin", networkPlugin.name, purpose);
}
