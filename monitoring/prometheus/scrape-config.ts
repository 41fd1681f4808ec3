import type { RelabelConfig } from "./relabelling";

/** One job of scraping, as Prometheus reads it. Fields that are not here, nothing needs. */
export interface ScrapeConfig {
  readonly job_name: string;
  /** A target that tells more than this is refused whole, so that none of them can fill the memory. */
  readonly sample_limit: number;
  readonly scheme?: "http" | "https";
  readonly scrape_interval?: string;
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly honor_labels?: boolean;
  readonly track_timestamps_staleness?: boolean;
  readonly tls_config?: Readonly<Record<string, string | boolean>>;
  readonly authorization?: { readonly credentials_file: string };
  readonly kubernetes_sd_configs?: readonly {
    readonly role: "endpointslice" | "node" | "pod";
    readonly namespaces?: { readonly names: readonly string[] };
    readonly selectors?: readonly { readonly role: string; readonly label: string }[];
  }[];
  readonly static_configs?: readonly {
    readonly targets: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
  }[];
  readonly relabel_configs?: readonly RelabelConfig[];
  readonly metric_relabel_configs?: readonly RelabelConfig[];
}
