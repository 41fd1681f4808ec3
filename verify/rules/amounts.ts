import type { Thresholds } from "../../monitoring/rules/threshold-props";
import { humanize, humanizeDuration, humanizePercentage } from "./humanized";

const days = (count: number) => count * 86_400;

/** A share of 1 beyond its bound, and the bound itself. */
const beyond = (bound: number, factor = 1.01) => ({
  bound,
  beyond: bound * factor,
  text: humanizePercentage(bound * factor),
});

/** Of 1000 requests, how many fail. */
const failing = (share: number) => ({
  good: 1000 * (1 - share),
  bad: 1000 * share,
  text: humanizePercentage(share),
});

/** Seconds of a histogram: P99 lies half between the bound and twice of it. */
const between = (bound: number) => ({ bound, twice: bound * 2, text: humanizeDuration(bound * 1.5) });

/** Seconds until certificates end: a day too few, and two hours more than asked for. */
const ending = (least: number) => ({
  soon: days(least - 1),
  later: days(least) + 7200,
  text: `${least - 2}d 23h 0m 0s`,
});

/** Of 100 bytes or inodes, how many are free: between the two bounds it is the forecast that counts. */
function free(least: number, forecast: number) {
  const between = 50 * (least + forecast);
  const little = least * 80;
  const text = (percent: number) => humanizePercentage(percent / 100);
  return {
    ...{ between, betweenText: text(between - 1.21), little, littleText: text(little) },
    enough: forecast * 100 + 10,
  };
}

/** What cases say that hangs on an environment's bounds: amounts on both sides of them, and how notifications write these. */
export function amounts(thresholds: Thresholds) {
  const { restartsPerHour, cpuRatio, memoryRatio, containerMemoryBytes, seriesGrowth } = thresholds;
  const { clockSkewSeconds, elasticsearchDiskRatio, deadLettersPerHour: deadLetters } = thresholds;
  const forecast = thresholds.volumeForecastRatio * 100 - 1;
  const grown = (by: number) => Math.round(100_000 * (seriesGrowth + by));
  // Tests begin at the epoch: a snapshot of ten minutes too many before.
  const age = thresholds.snapshotHours * 3600 + 600;
  return {
    api: {
      errors: failing(thresholds.errorRatio * 1.2),
      fewErrors: failing(thresholds.errorRatio * 0.98),
      latency: between(thresholds.latencySeconds),
      queue: between(thresholds.queueSeconds),
      certificate: ending(thresholds.certificateDays),
    },
    resources: {
      restarts: {
        most: restartsPerHour,
        more: restartsPerHour + 1,
        before: `${restartsPerHour * 15 + 60}s`,
        at: `${restartsPerHour * 15 + 75}s`,
      },
      // CPU seconds within 15 s. An eighth more: the rate over 5 minutes passes the bound after 4.5 of them.
      cpu: { ...beyond(cpuRatio, 1.125), more: cpuRatio * 1.125 * 15, less: cpuRatio * 0.99 * 15 },
      memory: { ...beyond(memoryRatio), half: memoryRatio / 2 },
      containerMemory: {
        bound: containerMemoryBytes,
        beyond: containerMemoryBytes + 1e6,
        text: humanize(containerMemoryBytes + 1e6),
      },
      volume: beyond(thresholds.volumeRatio),
      free: { little: forecast, more: forecast + 10 },
    },
    monitoring: {
      series: {
        many: grown(0.05),
        few: grown(-0.05),
        text: humanize(grown(0.05)),
        growth: seriesGrowth === 1.5 ? "half as many again" : `${seriesGrowth} times as many`,
      },
    },
    kubernetes: {
      disk: free(thresholds.nodeDiskRatio, thresholds.nodeDiskForecastRatio),
      inodes: free(thresholds.nodeDiskRatio, thresholds.nodeInodesForecastRatio),
      clock: {
        off: clockSkewSeconds * 1.2,
        worsening: clockSkewSeconds / 50,
        mending: clockSkewSeconds / 500,
        less: clockSkewSeconds * 0.8,
      },
      certificate: ending(thresholds.certificateDays),
      apiServerCertificate: ending(thresholds.apiServerCertificateDays),
    },
    logging: {
      disk: {
        // What is left of 1 is exact in binary from a half up.
        free: 1 - elasticsearchDiskRatio,
        less: 1 - (elasticsearchDiskRatio + 0.005),
        text: humanizePercentage(elasticsearchDiskRatio + 0.005),
      },
      heap: { ...beyond(thresholds.elasticsearchHeapRatio), half: thresholds.elasticsearchHeapRatio / 2 },
      snapshot: { age, younger: age - 4200, text: humanizeDuration(age + 900) },
      queue: beyond(thresholds.logstashQueueRatio),
      // Each 15 s as many as may be in an hour: the second time is one too many.
      refused: Object.fromEntries(
        [1, 2, 22, 40, 900, 5000].map((times) => [`times${times}`, times * deadLetters]),
      ),
      refusedSoFar: { ofNone: 1 + deadLetters, of40: 40 + deadLetters },
    },
  };
}
