import type { Environment } from "../../environments/shape/environment";
import { toBytes } from "../../lib/validation/quantity";
import { alertmanager } from "../../contracts/components";
import type { PrometheusConfig } from "./prometheus-config-types";
import { endpointsOf } from "./relabelling";
import { scrapeJobs } from "./scrape-jobs";

/** Files of the ConfigMap that Prometheus reads. */
export const configFiles = {
  main: "prometheus.yml",
  recordings: "recording_rules.yml",
  alerts: "alert_rules.yml",
} as const;

/** Where the ConfigMap is mounted, as a folder: a file mounted by itself would never be updated. */
export const configFolder = "/etc/prometheus";

/** Blocks may fill this much of the volume, as Prometheus writes sizes: its MB are powers of two. */
function retentionSize({ storage, volumeShare }: Environment["monitoring"]["prometheus"]): string {
  return `${String(Math.floor((toBytes(storage.size) * volumeShare) / 100 / 2 ** 20))}MB`;
}

/** `prometheus.yml` of an environment. */
export function prometheusConfig(env: Environment): PrometheusConfig {
  const { prometheus } = env.monitoring;
  const alertmanagers = endpointsOf(alertmanager, "http");
  return {
    global: {
      scrape_interval: prometheus.scrapeInterval,
      scrape_timeout: "10s",
      evaluation_interval: prometheus.evaluationInterval,
      // Prometheus fills in the variable; every replica has its own value.
      external_labels: { cluster: env.cluster.name, environment: env.name, replica: "${POD_NAME}" },
    },
    storage: { tsdb: { retention: { time: prometheus.retention, size: retentionSize(prometheus) } } },
    rule_files: [`${configFolder}/${configFiles.recordings}`, `${configFolder}/${configFiles.alerts}`],
    alerting: {
      // With it, every replica's alert would be an alert of its own and be notified of twice.
      alert_relabel_configs: [{ regex: "replica", action: "labeldrop" }],
      // Each member by itself: behind a balancer only one would hear of an alert.
      alertmanagers: [
        { kubernetes_sd_configs: [alertmanagers.discovery], relabel_configs: [alertmanagers.keep] },
      ],
    },
    scrape_configs: scrapeJobs(env),
  };
}
