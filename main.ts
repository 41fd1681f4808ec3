import { App } from "cdk8s";
import { checkEnvironments } from "./environments/shape/check-environments";
import type { Environment } from "./environments/shape/environment";
import { placeholderWarning, placeholdersOf } from "./environments/shape/placeholders";
import { readEnvironments } from "./environments/shape/read-environments";
import { FingerprintChart } from "./lib/fingerprint-api/fingerprint-chart";
import { requires } from "./lib/kubernetes/prerequisite";
import { publish } from "./lib/synth/publish";
import { Synthesis } from "./lib/synth/synthesis";
import { faultLine, isError } from "./lib/validation/fault";
import { messageOf } from "./lib/message-of";
import { FilebeatChart } from "./logging/filebeat/filebeat-chart";
import { LoggingChart } from "./logging/logging-chart";
import { GrafanaChart } from "./monitoring/grafana/grafana-chart";
import { missingRunbooks } from "./monitoring/rules/rule-file";
import { NodeExporterChart } from "./monitoring/node-exporter-chart";
import { PrometheusChart } from "./monitoring/prometheus/prometheus-chart";

/**
 * One environment: its charts, one a namespace.
 *
 * An App an environment: nothing of one is looked up among the objects of another.
 */
export function environmentApp(env: Environment): App {
  const app = new App();
  const { name, cluster, secrets, api, monitoring, logging } = env;

  new FingerprintChart(app, { api, cluster, secrets, customMetrics: monitoring.customMetrics.provider });
  new LoggingChart(app, { environment: name, cluster, secrets, logging });
  new FilebeatChart(app, { cluster, logging });
  new PrometheusChart(app, {
    environment: name,
    cluster,
    secrets,
    apiHost: api.host,
    startupBudget: api.probes.startupBudget,
    monitoring,
  });
  new GrafanaChart(app, { cluster, secrets, monitoring });
  new NodeExporterChart(app, monitoring.nodeExporter);
  clusterPrerequisites(app, env);
  for (const { path, value, reason } of placeholdersOf(env)) {
    requires(app, "placeholder", path, reason, value);
  }
  return app;
}

/** What `deploy.sh` asks of the cluster as a whole: that it is the environment's, spread over enough zones, with the network that is meant. */
function clusterPrerequisites(app: App, { name, cluster }: Environment) {
  const { contexts, networkPlugin, uid, zones } = cluster;
  for (const context of contexts) {
    requires(app, "context", context, `a kubectl context of ${name}; any other is refused`);
  }
  if (uid !== undefined) {
    const purpose = `the UID of kube-system in the cluster of ${name}; any other cluster is refused`;
    requires(app, "cluster", uid, purpose);
  }
  requires(app, "zones", String(zones), "pods are spread over this many zones");
  const purpose = "policies name nodes and the API server as this network plugin knows them";
  requires(app, "networkplugin", networkPlugin.name, purpose);
}

/** Reads every environment, checks all of them, and replaces dist/ only if nothing is wrong. */
function main(): void {
  const read = readEnvironments();
  const { environments, faults: wrongProps } = checkEnvironments(read.declarations);
  const syntheses = environments.map((env) => new Synthesis(env, environmentApp(env)));
  const faults = [
    ...read.faults,
    ...wrongProps,
    ...missingRunbooks(),
    ...environments.flatMap(placeholderWarning),
    ...syntheses.flatMap((synthesis) => synthesis.faults()),
  ];

  for (const fault of faults) console.error(`${isError(fault) ? "error" : "warning"}: ${faultLine(fault)}`);
  if (faults.some(isError)) {
    process.exitCode = 1;
    return;
  }
  const contents = new Map(syntheses.map((synthesis) => [synthesis.name, synthesis.contents()]));
  for (const { environment, files, changed } of publish(process.env["CDK8S_OUTDIR"] ?? ".dist", contents)) {
    console.error(`${environment}: ${String(files)} files, ${String(changed)} changed`);
  }
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    console.error(`error: ${messageOf(error)}`);
    process.exitCode = 1;
  }
}
