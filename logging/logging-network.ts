import { Construct } from "constructs";
import type { Environment } from "../environments/shape/environment";
import { NetworkPolicy, toDns, toInternet, toKubernetesApi } from "../lib/kubernetes/network-policy";
import {
  elasticsearch,
  elasticsearchBootstrap,
  elasticsearchExporter,
  filebeat,
  kibana,
  kibanaBootstrap,
  logstash,
} from "../contracts/components";

/** Every hop inside the namespace `logging`, and those that lead into and out of it. */
export class LoggingNetwork extends Construct {
  constructor(scope: Construct, id: string, { cluster, logging }: Environment) {
    super(scope, id);
    const dns = toDns(cluster);
    const { snapshots, nodes } = logging.elasticsearch;
    const { mail } = logging.logstash;

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
    new NetworkPolicy(this, "logstash", {
      component: logstash,
      clusterEgress: [dns],
      egress: mail.send === "on-error" ? [toInternet(cluster, [mail.smtp.port])] : [],
    });
    new NetworkPolicy(this, "kibana", {
      component: kibana,
      ingress:
        logging.kibana.exposure.via === "ingress"
          ? [{ from: [cluster.ingressController], ports: ["http"] }]
          : [],
      clusterEgress: [dns],
    });
  }
}

/** What Filebeat may do: send to Logstash and ask Kubernetes for names. */
export class FilebeatNetwork extends Construct {
  constructor(scope: Construct, id: string, { cluster }: Environment) {
    super(scope, id);
    new NetworkPolicy(this, "filebeat", {
      component: filebeat,
      clusterEgress: [toDns(cluster), toKubernetesApi(cluster)],
    });
  }
}

/** The port of a bucket's endpoint. */
function bucketPort(endpoint: string | undefined): number {
  if (endpoint === undefined) return 443;
  const { port, protocol } = new URL(endpoint);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
