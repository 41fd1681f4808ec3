import { Construct } from "constructs";
import type { Environment } from "../environments/shape/environment";
import { NetworkPolicy, to, toDns, toInternet, toKubernetesApi } from "../lib/kubernetes/network-policy";
import {
  elasticsearch,
  elasticsearchBootstrap,
  elasticsearchExporter,
  filebeat,
  kibana,
  kibanaBootstrap,
  logstash,
  prometheus,
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
      ingress: [
        { from: [elasticsearch], ports: ["transport", "readiness"] },
        { from: [logstash, kibana, elasticsearchBootstrap, elasticsearchExporter], ports: ["http"] },
      ],
      egress: [
        dns,
        to(elasticsearch, "transport", "readiness"),
        ...(nodes > 1 && cluster.zones > 1 ? [toKubernetesApi(cluster)] : []),
        ...(snapshots.to === "s3" ? [toInternet(cluster, [bucketPort(snapshots.endpoint)])] : []),
      ],
    });
    new NetworkPolicy(this, "elasticsearch-bootstrap", {
      component: elasticsearchBootstrap,
      egress: [dns, to(elasticsearch, "http")],
    });
    new NetworkPolicy(this, "elasticsearch-exporter", {
      component: elasticsearchExporter,
      ingress: [{ from: [prometheus], ports: ["metrics"] }],
      egress: [dns, to(elasticsearch, "http")],
    });
    new NetworkPolicy(this, "logstash", {
      component: logstash,
      ingress: [
        { from: [filebeat], ports: ["beats"] },
        { from: [prometheus], ports: ["metrics"] },
      ],
      egress: [
        dns,
        to(elasticsearch, "http"),
        ...(mail.send === "on-error" ? [toInternet(cluster, [mail.smtp.port])] : []),
      ],
    });
    new NetworkPolicy(this, "kibana", {
      component: kibana,
      ingress: [
        {
          from: [
            kibanaBootstrap,
            ...(logging.kibana.exposure.via === "ingress" ? [cluster.ingressController] : []),
          ],
          ports: ["http"],
        },
      ],
      egress: [dns, to(elasticsearch, "http")],
    });
    new NetworkPolicy(this, "kibana-bootstrap", {
      component: kibanaBootstrap,
      egress: [dns, to(kibana, "http")],
    });
  }
}

/** What Filebeat may do: send to Logstash and ask Kubernetes for names. */
export class FilebeatNetwork extends Construct {
  constructor(scope: Construct, id: string, { cluster }: Environment) {
    super(scope, id);
    new NetworkPolicy(this, "filebeat", {
      component: filebeat,
      egress: [toDns(cluster), toKubernetesApi(cluster), to(logstash, "beats")],
    });
  }
}

/** The port of a bucket's endpoint. */
function bucketPort(endpoint: string | undefined): number {
  if (endpoint === undefined) return 443;
  const { port, protocol } = new URL(endpoint);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
