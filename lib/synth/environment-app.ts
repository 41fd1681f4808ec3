import { App } from "cdk8s";
import type { Environment } from "../../environments/environment";
import { GrafanaChart } from "../../monitoring/grafana/grafana-chart";
import { NodeExporterChart } from "../../monitoring/node-exporter-chart";
import { PrometheusChart } from "../../monitoring/prometheus/prometheus-chart";
import { FingerprintChart } from "../fingerprint-api/fingerprint-chart";
import { Prerequisite } from "../kubernetes/prerequisite";
import { FilebeatChart } from "../../logging/filebeat/filebeat-chart";
import { LoggingChart } from "../../logging/logging-chart";
import { ClusterScope } from "./cluster-scope";

/**
 * All charts of one environment, one a namespace.
 *
 * An App an environment, and no dependency between charts: either would make
 * synth quadratic, and the second would put a number before every file's name.
 */
export function environmentApp(env: Environment): App {
  const app = new App({ resolvers: [new ClusterScope()] });

  new FingerprintChart(app, env);
  new LoggingChart(app, env);
  new FilebeatChart(app, env);
  new PrometheusChart(app, env);
  new GrafanaChart(app, env);
  new NodeExporterChart(app, env);

  clusterPrerequisites(app, env);
  return app;
}

function clusterPrerequisites(app: App, { name, cluster }: Environment) {
  for (const context of cluster.contexts) {
    new Prerequisite(app, `context-${context}`, {
      kind: "context",
      name: context,
      purpose: `a kubectl context of ${name}; any other is refused`,
    });
  }
  new Prerequisite(app, "zones", {
    kind: "zones",
    name: String(cluster.zones),
    purpose: "pods are spread over this many zones",
  });
}
