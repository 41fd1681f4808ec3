import { Construct } from "constructs";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { NetworkPolicy, toDns, toInternet, toKubernetesApi } from "../lib/kubernetes/network-policy";
import {
  elasticsearch,
  elasticsearchBootstrap,
  elasticsearchExporter,
  kibanaBootstrap,
} from "../contracts/components";
import type { Logging } from "./logging-props";

export interface LoggingNetworkProps {
  readonly cluster: Cluster;
  readonly logging: Pick<Logging, "elasticsearch">;
}

/** What Elasticsearch and what serves it may do on the network. */
export class LoggingNetwork extends Construct {
  constructor(scope: Construct, id: string, { cluster, logging }: LoggingNetworkProps) {
    super(scope, id);
    const dns = toDns(cluster);
    const { snapshots, nodes } = logging.elasticsearch;

    new NetworkPolicy(this, "elasticsearch", {
      component: elasticsearch,
      clusterEgress: [dns],
      egress: [
        ...(nodes > 1 && cluster.zones > 1 ? [toKubernetesApi(cluster)] : []),
        ...(snapshots.to === "s3" ? [toInternet(cluster, [bucketPort(snapshots.endpoint)])] : []),
      ],
    });
    for (const component of [elasticsearchBootstrap, elasticsearchExporter, kibanaBootstrap]) {
      new NetworkPolicy<string>(this, component.name, { component, clusterEgress: [dns] });
    }
  }
}

/** The port of a bucket's endpoint. */
function bucketPort(endpoint: string | undefined): number {
  if (endpoint === undefined) return 443;
  const { port, protocol } = new URL(endpoint);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
