import type { Construct } from "constructs";
import { elasticsearch } from "../contracts/components";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { NamespaceChart } from "../lib/kubernetes/namespace-chart";
import type { SecretSource } from "../lib/kubernetes/secret-source";
import { ElasticsearchBootstrap } from "./elasticsearch/elasticsearch-bootstrap";
import { ElasticsearchCluster } from "./elasticsearch/elasticsearch-cluster";
import { ElasticsearchExporter } from "./elasticsearch/elasticsearch-exporter";
import { KibanaBootstrap } from "./kibana/kibana-bootstrap";
import { KibanaServer } from "./kibana/kibana-server";
import type { Logging } from "./logging-props";
import { LogstashServers } from "./logstash/logstash-servers";
import { StackSecrets } from "./stack-secrets";

export interface LoggingChartProps {
  /** Name of the environment, which every document bears. */
  readonly environment: string;
  readonly cluster: Cluster;
  readonly secrets: SecretSource;
  readonly logging: Logging;
}

/** The namespace `logging`. */
export class LoggingChart extends NamespaceChart {
  constructor(scope: Construct, { environment, cluster, secrets, logging }: LoggingChartProps) {
    super(scope, { namespace: elasticsearch.namespace });

    const stackSecrets = new StackSecrets(this, "secrets", { logging, secrets });
    new ElasticsearchCluster(this, "elasticsearch", { cluster, secrets, logging, stackSecrets });
    new ElasticsearchBootstrap(this, "elasticsearch-bootstrap", { cluster, logging, stackSecrets });
    new ElasticsearchExporter(this, "elasticsearch-exporter", {
      cluster,
      stackSecrets,
      takesSnapshots: logging.elasticsearch.snapshots.to !== "nowhere",
    });
    new LogstashServers(this, "logstash", { environment, cluster, secrets, logging, stackSecrets });
    new KibanaServer(this, "kibana", { cluster, secrets, logging, stackSecrets });
    new KibanaBootstrap(this, "kibana-bootstrap", { cluster, kibana: logging.kibana, stackSecrets });
  }
}
