import { alertmanager } from "../../contracts/components";
import { toBytes } from "../../lib/validation/quantity";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import type { Monitoring } from "../monitoring-props";
import { replicaLabel } from "./prometheus-component";
import { endpointsOf } from "./relabelling";
import { scrapeJobs } from "./scrape-jobs";

/** Files of the ConfigMap that Prometheus reads. */
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
  /** The API's public host name, which is probed. */
  readonly apiHost: string;
  readonly monitoring: Pick<Monitoring, "prometheus" | "alerts">;
}

/** Blocks may fill this much of the volume, as Prometheus writes sizes: its MB are powers of two. */
function retentionSize({ storage, volumeShare }: Monitoring["prometheus"]): string {
  return `${String(Math.floor((toBytes(storage.size) * volumeShare) / 100 / 2 ** 20))}MB`;
}

/** `prometheus.yml`. */
export type PrometheusConfig = ReturnType<typeof prometheusConfig>;

/** `prometheus.yml` of an environment. */
export function prometheusConfig(props: PrometheusConfigProps) {
  const { prometheus, alerts } = props.monitoring;
  const ruleFiles = [
    configFiles.recordings,
    configFiles.alerts,
    ...(alerts.length > 0 ? [configFiles.ownAlerts] : []),
  ];
  const alertmanagers = endpointsOf(alertmanager, "http");
  return {
    global: {
      scrape_interval: prometheus.scrapeInterval,
      scrape_timeout: "10s",
      evaluation_interval: prometheus.evaluationInterval,
      label_limit: 40,
      // Prometheus fills in the variable; every replica has its own value.
      external_labels: {
        cluster: props.cluster.name,
        environment: props.environment,
        [replicaLabel]: "${POD_NAME}",
      },
    },
    storage: { tsdb: { retention: { time: prometheus.retention, size: retentionSize(prometheus) } } },
    rule_files: ruleFiles.map((file) => `${configFolder}/${file}`),
    alerting: {
      // With it, every replica's alert would be an alert of its own and be notified of twice.
      alert_relabel_configs: [{ regex: replicaLabel, action: "labeldrop" }],
      // Each member by itself: behind a balancer only one would hear of an alert.
      alertmanagers: [
        { kubernetes_sd_configs: [alertmanagers.discovery], relabel_configs: [alertmanagers.keep] },
      ],
    },
    scrape_configs: scrapeJobs({ ...props.cluster, ...prometheus, apiHost: props.apiHost }),
  };
}
