import { z } from "zod";
import { count, decimal, section } from "../../lib/validation/formats";

/**
 * Bounds of the alerts. Their texts say them, and dashboards draw their lines at the same values. Ratios are shares
 * of 1; where an alert's text speaks of a limit, that is its Kubernetes limit.
 */
export const thresholdProps = section({
  /** Share of the API's requests that may end in a 5xx status. Budgets of the objectives notice slower burns. @default 0.05 */
  errorRatio: decimal(0.001, 0.5).default(0.05),
  /** P99 of the API's latency, in seconds. The histogram ends at 10 s, beyond which none is measured. @default 1, as the objective */
  latencySeconds: decimal(0.05, 9).default(1),
  /** P99 of the wait for a worker, in seconds. The histogram ends at 30 s. @default 5 */
  queueSeconds: decimal(0.1, 29).default(5),
  /** Restarts of a container within an hour. @default 5 */
  restartsPerHour: count(1, 60).default(5),
  /** Share of a container's CPU limit. Above it, throttling is near. @default 0.8 */
  cpuRatio: decimal(0.1, 0.99).default(0.8),
  /** Share of a container's memory limit. At 1 it is killed. @default 0.85 */
  memoryRatio: decimal(0.1, 0.99).default(0.85),
  /** Working set of an API container, in bytes: below its limit, at which it is killed. @default 1024000000, which a limit of 1Gi leaves room for */
  containerMemoryBytes: count(10_000_000, 1e12).default(1_024_000_000),
  /** Share of a volume that is used. @default 0.85 */
  volumeRatio: decimal(0.1, 0.99).default(0.85),
  /** Share of a volume that is free when its forecast begins to count. With more, a volume that only fills up to its retention would alarm. @default 0.3 */
  volumeForecastRatio: decimal(0.05, 0.9).default(0.3),
  /** Share of a node's file system that is free when its forecast begins to count. @default 0.15, where the kubelet removes images */
  nodeDiskForecastRatio: decimal(0.11, 0.5).default(0.15),
  /** The same for inodes. @default 0.2 */
  nodeInodesForecastRatio: decimal(0.11, 0.5).default(0.2),
  /** Share of a node's file system, or of its inodes, that is too little whatever the forecast says. @default 0.05 */
  nodeDiskRatio: decimal(0.01, 0.1).default(0.05),
  /** Seconds that a node's clock may be off. @default 0.05 */
  clockSkewSeconds: decimal(0.01, 5).default(0.05),
  /** Days that the API server's certificate must still be valid: whoever runs the cluster has to act by then. @default 7 */
  apiServerCertificateDays: count(3, 60).default(7),
  /** Days that every other certificate must still be valid. cert-manager renews public ones at 30. @default 14 */
  certificateDays: count(3, 28).default(14),
  /** Growth of the number of Prometheus' series within a day, as a factor. @default 1.5 */
  seriesGrowth: decimal(1.1, 10).default(1.5),
  /** Share of an Elasticsearch node's disk that is used. At 0.95 its indices become read-only. @default 0.93 */
  elasticsearchDiskRatio: decimal(0.86, 0.94).default(0.93),
  /** Share of Elasticsearch's heap that stays used. @default 0.9 */
  elasticsearchHeapRatio: decimal(0.5, 0.98).default(0.9),
  /** Hours that the newest snapshot may be old. @default 26: a nightly one may be late by two */
  snapshotHours: count(1, 720).default(26),
  /** Share of Logstash's queue that is full. At 1 Filebeat has to wait. @default 0.75 */
  logstashQueueRatio: decimal(0.1, 0.95).default(0.75),
  /** Lines that Elasticsearch may refuse in an hour: a strange one now and then is no pattern. @default 10 */
  deadLettersPerHour: count(1, 20_000).default(10),
});

/** The bounds of one environment's alerts. */
export type Thresholds = z.output<typeof thresholdProps>;

/** Where an environment says nothing. */
export const defaultThresholds = thresholdProps.parse({});

/** Share of a node's disk that is used when Elasticsearch gives it no more shards: its own default, and no choice of ours. */
export const diskWatermark = 0.85;

/** A number of a text, without what binary fractions leave behind. */
export const rounded = (value: number) => String(Number(value.toPrecision(12)));

/** A share as a text says it: `5 %`. */
export const percent = (share: number) => `${rounded(share * 100)} %`;
