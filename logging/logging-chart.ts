import type { Construct } from "constructs";
import { elasticsearch } from "../contracts/components";
import { NamespaceChart } from "../lib/kubernetes/namespace-chart";
import { ElasticsearchBootstrap } from "./elasticsearch/elasticsearch-bootstrap";
import { ElasticsearchCluster } from "./elasticsearch/elasticsearch-cluster";
import { ElasticsearchExporter } from "./elasticsearch/elasticsearch-exporter";
import { KibanaBootstrap } from "./kibana/kibana-bootstrap";
import { KibanaServer } from "./kibana/kibana-server";
import { LogstashServers } from "./logstash/logstash-servers";
import { type StackProps, StackSecrets } from "./stack";

export class LoggingChart extends NamespaceChart {
  constructor(scope: Construct, props: Omit<StackProps, "stackSecrets">) {
    super(scope, { namespace: elasticsearch.namespace });

    const stack = { ...props, stackSecrets: new StackSecrets(this, "secrets", props) };
    new ElasticsearchCluster(this, "elasticsearch", stack);
    new ElasticsearchBootstrap(this, "elasticsearch-bootstrap", stack);
    new ElasticsearchExporter(this, "elasticsearch-exporter", stack);
    new LogstashServers(this, "logstash", stack);
    new KibanaServer(this, "kibana", stack);
    new KibanaBootstrap(this, "kibana-bootstrap", stack);
  }
}
