import { apiPaths } from "../../contracts/api-paths";
import type { Pods } from "../../contracts/component";
import * as components from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { renderConfig } from "../../lib/render-template";
import { type Duration, seconds, toBytes } from "../../lib/validation/quantity";
import { toYaml } from "../../lib/yaml";
import { probeModules } from "../blackbox-exporter";
import type { Monitoring } from "../monitoring-props";
import { ownRuleFile } from "../rules/own-alerts";
import { alertGroups, allRecordings, ruleFile } from "../rules/rule-file";
import { scrapeJobView } from "./own-scrape-jobs";

/** The headless Service that governs the StatefulSet: a name for each replica. */
export const prometheusPods = `${components.prometheus.name}-pods`;

/** The external label by which replicas differ, and nothing else. */
export const replicaLabel = "replica";
export const certManagerPort = 9402;

/** cert-manager's controller, as its chart and its manifests label it. */
export const certManagerPods = (namespace: string): Pods => ({
  namespace,
  podLabels: { "app.kubernetes.io/name": "cert-manager" },
});

export const configFiles = {
  main: "prometheus.yml",
  recordings: "recording_rules.yml",
  alerts: "alert_rules.yml",
  ownAlerts: "own_rules.yml",
} as const;

/** Where the ConfigMap is mounted, as a folder: a file mounted by itself would never be updated. */
export const configFolder = "/etc/prometheus";

export interface PrometheusConfigProps {
  /** Name of the environment: a label of every sample and alert. */
  readonly environment: string;
  readonly cluster: Pick<Cluster, "name" | "certManagerNamespace">;
  readonly apiHost: string;
  /** How long an API pod may take to load its models. */
  readonly startupBudget: Duration;
  readonly monitoring: Pick<Monitoring, "prometheus" | "alerts" | "thresholds" | "grafana" | "runbooksUrl">;
}

/** Blocks may fill this much of the volume, as Prometheus writes sizes: its MB are powers of two. */
function retentionSize({ storage, volumeShare }: Monitoring["prometheus"]): string {
  return `${String(Math.floor((toBytes(storage.size) * volumeShare) / 100 / 2 ** 20))}MB`;
}

function prometheusYml(
  { environment, cluster, apiHost, monitoring: { prometheus: props } }: PrometheusConfigProps,
  ruleFiles: readonly string[],
): string {
  return renderConfig("monitoring/prometheus/prometheus.yml", {
    environment,
    cluster: cluster.name,
    replicaLabel,
    jobs,
    components,
    namespaces: Object.values(components.namespaces),
    apiHost,
    apiPaths,
    probeModules,
    prober: `${components.blackboxExporter.host}:${String(components.blackboxExporter.port("http"))}`,
    certManager: { namespace: cluster.certManagerNamespace, port: certManagerPort },
    scrapeInterval: props.scrapeInterval,
    evaluationInterval: props.evaluationInterval,
    verifyKubelets: props.verifyKubeletCertificates,
    retention: { time: props.retention, size: retentionSize(props) },
    ruleFiles: ruleFiles.map((file) => `${configFolder}/${file}`),
    scrapeJobs: props.scrapeJobs.map(scrapeJobView),
  });
}

export function prometheusFiles(props: PrometheusConfigProps): Record<string, string> {
  const { runbooksUrl, grafana, alerts, thresholds } = props.monitoring;
  const differing = {
    startupBudget: seconds(props.startupBudget),
    certManagerNamespace: props.cluster.certManagerNamespace,
    thresholds,
  };
  const links = { runbooksUrl, grafanaUrl: grafana.externalUrl };
  const rules = {
    [configFiles.recordings]: toYaml(ruleFile(allRecordings(), links)),
    [configFiles.alerts]: toYaml(ruleFile(alertGroups(differing), links)),
    ...(alerts.length > 0 && { [configFiles.ownAlerts]: toYaml(ownRuleFile(alerts, grafana.externalUrl)) }),
  };
  return { [configFiles.main]: prometheusYml(props, Object.keys(rules)), ...rules };
}
