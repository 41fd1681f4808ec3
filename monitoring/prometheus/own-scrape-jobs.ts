import { z } from "zod";
import { selectorOf } from "../../contracts/component";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { type Traffic, toAddresses, toPods } from "../../lib/kubernetes/traffic";
import { listOf, variants } from "../../lib/validation/format";
import * as formats from "../../lib/validation/formats";

const targets = variants("by", 'must say what they are found by: by "pods" or "addresses"', [
  z.strictObject({
    /** Pods of another namespace. A network policy there has to let Prometheus in. */
    by: z.literal("pods"),
    /** Namespace of the pods. */
    namespace: formats.resourceName,
    /** Labels that all of the pods bear. */
    podLabels: formats.podLabels,
    /** Port at which they tell metrics, among those that their containers declare. */
    port: formats.port,
  }),
  z.strictObject({
    /** What stands still: hosts outside the cluster. */
    by: z.literal("addresses"),
    /** Each with its port: `postgres.example.com:9187`. */
    addresses: listOf(formats.hostAndPort, { atLeast: 1 }),
    /** Ranges that hold the addresses, where they are private. @default [] they are on the internet */
    ranges: listOf(formats.cidr).default([]),
  }),
]);

/** One more job of scraping. */
export const ownScrapeJob = z.strictObject({
  /** The label `job` of its series. */
  name: formats.resourceName,
  /** What is scraped. Prometheus is let out to it, and nowhere else. */
  targets,
  /** How targets are asked. A certificate has to be one that everybody trusts. @default "http" */
  scheme: formats.oneOf("http", "https").default("http"),
  /** Where they tell metrics. @default "/metrics" */
  path: formats.urlPath.default("/metrics"),
  /** How often. Above two minutes, a single failed scrape would leave a gap. @default "30s" */
  interval: formats.duration("10s", "2m").default("30s"),
  /** A target that tells more samples than this is refused whole, so that it can't fill the memory. @default 10000 */
  sampleLimit: formats.count(1, 1_000_000).default(10_000),
});

export type OwnScrapeJob = z.output<typeof ownScrapeJob>;

/** The job as `prometheus.yml` asks for it. */
export const scrapeJobView = ({ targets, ...job }: OwnScrapeJob) => ({
  ...job,
  addresses: targets.by === "addresses" && { all: targets.addresses },
  pods: targets.by === "pods" && {
    namespace: targets.namespace,
    labels: selectorOf(targets.podLabels),
    port: String(targets.port),
  },
});

/** What Prometheus is let out to for one more job. */
export function ownScrapeEgress({ targets }: OwnScrapeJob, cluster: Cluster): Traffic {
  if (targets.by === "pods") return toPods(targets, [targets.port]);
  const ports = new Set(targets.addresses.map((address) => Number(address.split(":").at(-1))));
  return toAddresses(cluster, targets.ranges, [...ports]);
}
