import type { Job } from "../../contracts/jobs";
import type { PrometheusDuration } from "../rules/rule-types";

/** One step of relabelling, as Prometheus reads it. */
export interface RelabelConfig {
  readonly source_labels?: readonly string[];
  /** Put between the source labels' values. @default ";" */
  readonly separator?: string;
  readonly regex?: string;
  readonly target_label?: string;
  /** @default "$1" */
  readonly replacement?: string;
  /** @default "replace" */
  readonly action?: "replace" | "keep" | "drop" | "labelmap" | "labeldrop" | "labelkeep" | "keepequal";
}

/** What Kubernetes lists for discovery. The role `endpoints` is deprecated by Kubernetes, so it is not here. */
export interface KubernetesDiscovery {
  readonly role: "endpointslice" | "ingress" | "node" | "pod" | "service";
  /** @default every namespace */
  readonly namespaces?: { readonly names: readonly string[] };
  readonly selectors?: readonly { readonly role: string; readonly label?: string; readonly field?: string }[];
}

/** Targets that are known beforehand. */
export interface StaticTargets {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** How a target's certificate is verified. */
export interface TlsConfig {
  readonly ca_file?: string;
  readonly server_name?: string;
  readonly insecure_skip_verify?: boolean;
}

/** One job of scraping. */
export interface ScrapeConfig {
  readonly job_name: Job;
  /** How to read an answer that states no Content-Type; without it Prometheus 3 fails the scrape. */
  readonly fallback_scrape_protocol: "PrometheusText0.0.4";
  readonly scheme?: "http" | "https";
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly scrape_interval?: PrometheusDuration;
  readonly scrape_timeout?: PrometheusDuration;
  /** Keeps the labels of the scraped series where they clash with the target's. */
  readonly honor_labels?: boolean;
  /** Ends a series at once when it is no longer exposed, though it bears timestamps of its own. */
  readonly track_timestamps_staleness?: boolean;
  readonly tls_config?: TlsConfig;
  readonly authorization?: { readonly credentials_file: string };
  readonly kubernetes_sd_configs?: readonly KubernetesDiscovery[];
  readonly static_configs?: readonly StaticTargets[];
  readonly relabel_configs?: readonly RelabelConfig[];
  readonly metric_relabel_configs?: readonly RelabelConfig[];
}

/** `prometheus.yml`. */
export interface PrometheusConfig {
  readonly global: {
    readonly scrape_interval: string;
    readonly scrape_timeout: string;
    readonly evaluation_interval: string;
    readonly external_labels: Readonly<Record<string, string>>;
  };
  readonly storage: {
    readonly tsdb: { readonly retention: { readonly time: string; readonly size: string } };
  };
  readonly rule_files: readonly string[];
  readonly alerting: {
    readonly alert_relabel_configs: readonly RelabelConfig[];
    readonly alertmanagers: readonly Pick<
      ScrapeConfig,
      "scheme" | "kubernetes_sd_configs" | "static_configs" | "relabel_configs"
    >[];
  };
  readonly scrape_configs: readonly ScrapeConfig[];
}
