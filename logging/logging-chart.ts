import type { Construct } from "constructs";
import { elasticsearch } from "../contracts/components";
import type { Environment } from "../environments/shape/environment";
import { NamespaceChart } from "../lib/kubernetes/namespace-chart";
import { ElasticsearchBootstrap } from "./elasticsearch/elasticsearch-bootstrap";
import { ElasticsearchCluster } from "./elasticsearch/elasticsearch-cluster";
import { ElasticsearchExporter } from "./elasticsearch/elasticsearch-exporter";
import { KibanaBootstrap } from "./kibana/kibana-bootstrap";
import { KibanaServer } from "./kibana/kibana-server";
import { LoggingNetwork } from "./logging-network";
import { LogstashServers } from "./logstash/logstash-servers";
import { StackSecrets, certificateSecret } from "./stack-secrets";

/** The namespace `logging`. */
export class LoggingChart extends NamespaceChart {
  constructor(scope: Construct, env: Environment) {
    super(scope, { namespace: elasticsearch.namespace });

    const { logging, cluster, secrets } = env;
    const stackSecrets = new StackSecrets(this, "secrets", { logging, secrets });
    const authoritySecret = certificateSecret(elasticsearch.name);
    new ElasticsearchCluster(this, "elasticsearch", { logging, cluster, secrets, stackSecrets });
    new ElasticsearchBootstrap(this, "elasticsearch-bootstrap", {
      logging,
      cluster,
      stackSecrets,
      authoritySecret,
    });
    new ElasticsearchExporter(this, "elasticsearch-exporter", {
      cluster,
      stackSecrets,
      authoritySecret,
      takesSnapshots: logging.elasticsearch.snapshots.to !== "nowhere",
    });
    new LogstashServers(this, "logstash", env, stackSecrets);
    new KibanaServer(this, "kibana", { env, stackSecrets, authoritySecret });
    new KibanaBootstrap(this, "kibana-bootstrap", env, stackSecrets);
    new LoggingNetwork(this, "network", env);
  }
}
