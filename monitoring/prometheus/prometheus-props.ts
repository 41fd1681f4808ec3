import { z } from "zod";
import { listOf, section, variants } from "../../lib/validation/format";
import * as formats from "../../lib/validation/formats";
import { ownScrapeJob } from "./own-scrape-jobs";

const longTermStorage = variants("mode", 'must say its mode: "none" or "thanos"', [
  z.strictObject({
    /** History ends where `retention` or the volume ends it. */
    mode: z.literal("none"),
  }),
  z.strictObject({
    /** A Thanos sidecar uploads finished blocks to an object store: the way to years of history and past one machine. */
    mode: z.literal("thanos"),
    /** Secret in namespace `prometheus` whose key `objstore.yml` describes the bucket. @default "thanos-object-storage" */
    secretName: formats.objectName.default("thanos-object-storage"),
    /** CPU and memory of the sidecar of each replica. @default requests 100m and 128Mi, limits 500m and 512Mi */
    resources: formats.resourcesOf({ cpu: "100m", memory: "128Mi" }, { cpu: "500m", memory: "512Mi" }),
    /** Thanos Querier: Grafana asks it instead of one replica, so a restart leaves no gap in any panel. */
    querier: section({
      /** Pods. @default 2 */
      replicas: formats.count(1, 100).default(2),
      /** CPU and memory of one pod. Memory grows with the series that a query reads. @default requests 100m and 256Mi, limits 1 and 1Gi */
      resources: formats.resourcesOf({ cpu: "100m", memory: "256Mi" }, { cpu: "1", memory: "1Gi" }),
    }),
  }),
]);

/** Scrapes, stores samples, evaluates rules and sends alerts. */
export const prometheusProps = z.strictObject({
  /** Each replica scrapes and alerts on its own; Alertmanager drops what comes twice. @default 2 */
  replicas: formats.count(1, 100).default(2),
  /** How often targets are scraped. A scrape may take 10s. @default "15s" */
  scrapeInterval: formats.duration("10s", "30s").default("15s"),
  /** How often rules are evaluated. @default "15s" */
  evaluationInterval: formats.duration("5s", "5m").default("15s"),
  /** Samples older than this are dropped. @default "15d" */
  retention: formats.duration("2h", "3650d").default("15d"),
  /** Volume of each replica. @default 50Gi of the default StorageClass */
  storage: formats.storage.default({ size: "50Gi" }),
  /**
   * Percent of the volume that blocks may fill before the oldest go, whatever their age.
   * The rest is for the write-ahead log and for compaction.
   *
   * @default 80
   */
  volumeShare: formats.percent(80).default(80),
  /** CPU and memory of each replica. Memory grows with the number of series. @default requests 500m and 512Mi, limits 1 and 2Gi */
  resources: formats.resourcesOf({ cpu: "500m", memory: "512Mi" }, { cpu: "1", memory: "2Gi" }),
  /** Replicas on different nodes: where possible, or always. @default "required" */
  spread: formats.oneOf("preferred", "required").default("required"),
  /** Verifies the kubelets' certificates. They are often self-signed or lack the node's address. @default false */
  verifyKubeletCertificates: formats.flag.default(false),
  /** Where a person opens Prometheus; its own pages and a webhook's payload say so. @default its address inside the cluster */
  externalUrl: formats.siteUrl.optional(),
  /** Where samples go beyond the volumes of the replicas. @default { mode: "none" } */
  longTermStorage: longTermStorage.prefault({ mode: "none" }),
  /** What is scraped beside the API, the cluster and this program's own pods. @default [] */
  scrapeJobs: listOf(ownScrapeJob).default([]),
});
