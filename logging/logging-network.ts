import { Construct } from "constructs";
import type { Environment } from "../environments/shape/environment";
import { NetworkPolicy, toDns, toInternet, toKubernetesApi } from "../lib/kubernetes/network-policy";
import { filebeat, kibana, logstash } from "../contracts/components";

/** Every hop inside the namespace `logging`, and those that lead into and out of it. */
export class LoggingNetwork extends Construct {
  constructor(scope: Construct, id: string, { cluster, logging }: Environment) {
    super(scope, id);
    const dns = toDns(cluster);
    const { mail } = logging.logstash;

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
