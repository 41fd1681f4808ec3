import type { Thresholds } from "../../../monitoring/rules/threshold-props";
import { humanizeDuration, humanizePercentage } from "../humanized";
import { type AlertCases, type Firing, type Series, casesOf, ends, fires, silent } from "../rule-case";

const store = {
  service: "elasticsearch",
  component: "elasticsearch",
  dashboard: "logging-pipeline",
} as const;
const shipping = { service: "logstash", component: "logstash", dashboard: "logging-pipeline" } as const;

const ofExporter = (metric: string, more = "") =>
  `${metric}{job="kubernetes-pods",namespace="logging",service="elasticsearch-exporter",pod="exporter-0"${more}}`;
const ofLogstash = (metric: string, pipeline = "main", pod = "logstash-0") =>
  `${metric}{job="kubernetes-pods",namespace="logging",service="logstash",pod="${pod}",pipeline="${pipeline}"}`;

const inNamespace = { namespace: "logging" };
const node = { namespace: "logging", name: "elasticsearch-0" };
const pod = { namespace: "logging", pod: "logstash-0", pipeline: "main" };

const color = (name: string) => ofExporter("elasticsearch_cluster_health_status", `,color="${name}"`);
const health = (
  name: "red" | "yellow",
  summary: string,
  severity: "critical" | "warning",
  at: "2m" | "15m",
): AlertCases => {
  const firing: Firing = { labels: inNamespace, summary };
  const before = at === "2m" ? "1x7 0x200" : "1x59 0x200";
  return casesOf(store, `ElasticsearchCluster${name === "red" ? "Red" : "Yellow"}`, severity, [
    fires(`the cluster is ${name}`, { [color(name)]: "1x200" }, at, firing),
    silent("for a moment less", { [color(name)]: before }, "1m45s", "14m45s", "20m"),
    silent("another colour", { [color("green")]: "1x200", [color(name)]: "0x200" }, "20m"),
    ends("the exporter vanishes", { [color(name)]: "1x100 stale" }, "20m", firing, "31m"),
  ]);
};

const notMeasured = casesOf(store, "ElasticsearchNotMeasured", "warning", [
  fires("nothing tells of it", {}, "5m", {
    labels: inNamespace,
    summary: "Nobody can tell how Elasticsearch is",
  }),
  fires("the exporter vanishes", { [color("green")]: "1x4 stale" }, "6m15s", {
    labels: inNamespace,
    summary: "Nobody can tell how Elasticsearch is",
  }),
  silent("it is told, whatever it is", { [color("green")]: "0x60" }, "5m", "14m"),
]);

const size = ofExporter("elasticsearch_filesystem_data_size_bytes", ',name="elasticsearch-0"');
const available = ofExporter("elasticsearch_filesystem_data_available_bytes", ',name="elasticsearch-0"');
/** A disk of which a share is used: what is left of 1 is exact in binary from a half up. */
const disk = (used: number, times = "60"): Series => ({
  [size]: "1x60",
  [available]: `${1 - used}x${times}`,
});
const diskLow = casesOf({ ...store, component: "storage" }, "ElasticsearchDiskLow", "warning", [
  fires("86 % are used", disk(0.86), "5m", {
    labels: node,
    summary: "elasticsearch-0 has used 86% of its disk",
  }),
  silent("85 % exactly", disk(0.85), "5m", "14m"),
  silent("the node vanishes", disk(0.86, "10 stale"), "5m", "14m"),
]);
const diskFull = ({ elasticsearchDiskRatio: most }: Thresholds): AlertCases =>
  casesOf({ ...store, component: "storage" }, "ElasticsearchDiskFull", "critical", [
    fires("more than the bound is used", disk(most + 0.005), "2m", {
      labels: node,
      summary: `elasticsearch-0 has used ${humanizePercentage(most + 0.005)} of its disk and stops at 95 %`,
    }),
    silent("the bound exactly", disk(most), "2m", "14m"),
    silent("the node vanishes", disk(most + 0.005, "4 stale"), "2m15s", "14m"),
  ]);

const heap = (used: string): Series => ({
  [ofExporter("elasticsearch_jvm_memory_used_bytes", ',area="heap",name="elasticsearch-0"')]: used,
  [ofExporter("elasticsearch_jvm_memory_max_bytes", ',area="heap",name="elasticsearch-0"')]: "1x100",
});
const heapHigh = ({ elasticsearchHeapRatio: most }: Thresholds): AlertCases => {
  const more = most * 1.01;
  return casesOf(store, "ElasticsearchHeapHigh", "warning", [
    fires("more than the bound stays used", heap(`${more}x100`), "15m", {
      labels: node,
      summary: `elasticsearch-0 uses ${humanizePercentage(more)} of its heap`,
    }),
    silent("the bound exactly", heap(`${most}x100`), "15m", "24m"),
    silent("collections still free it", heap(`${more}x50 ${most / 2}x5 ${more}x50`), "15m", "24m"),
    silent("the node vanishes", heap(`${more}x50 stale`), "15m", "24m"),
  ]);
};

const failures = ofExporter(
  "elasticsearch_slm_stats_snapshots_failed_total",
  ',policy="fingerprint-nightly"',
);
const snapshotFailed = casesOf({ ...store, component: "backup" }, "ElasticsearchSnapshotFailed", "warning", [
  fires("one fails", { [failures]: "0x19 1x20" }, "5m", {
    labels: inNamespace,
    summary: "A snapshot of the logs failed",
  }),
  silent("none failed since", { [failures]: "3x40" }, "5m", "9m"),
  silent("the exporter vanishes before", { [failures]: "0x4 stale" }, "9m"),
]);

const newest = ofExporter(
  "elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds",
  ',repository="fingerprint-snapshots"',
);
const snapshotTooOld = ({ snapshotHours }: Thresholds): AlertCases => {
  // Prometheus' tests begin at the epoch: a snapshot of ten minutes too many before.
  const age = snapshotHours * 3600 + 600;
  return casesOf({ ...store, component: "backup" }, "ElasticsearchSnapshotTooOld", "warning", [
    fires("none was made for too long", { [newest]: `-${age}x200` }, "15m", {
      labels: inNamespace,
      summary: `The newest snapshot of the logs is ${humanizeDuration(age + 900)} old`,
    }),
    silent("one is an hour younger", { [newest]: `-${age - 4200}x200` }, "15m", "40m"),
    silent("a new one comes", { [newest]: `-${age}x40 0x160` }, "15m", "40m"),
    silent("the exporter vanishes", { [newest]: `-${age}x40 stale` }, "15m", "40m"),
  ]);
};

const step = (name: string) =>
  ofExporter("elasticsearch_ilm_index_status", `,index="fingerprint-api-2026.06.01",step="${name}"`);
const lifecycleStuck = casesOf({ ...store, component: "storage" }, "ElasticsearchLifecycleStuck", "warning", [
  fires("a step has failed", { [step("ERROR")]: "1x200" }, "30m", {
    labels: { ...inNamespace, index: "fingerprint-api-2026.06.01" },
    summary: "The lifecycle of fingerprint-api-2026.06.01 is stuck",
  }),
  silent("it is complete", { [step("complete")]: "1x200" }, "30m", "40m"),
  silent("the index vanishes, or a retry helps", { [step("ERROR")]: "1x100 stale" }, "30m", "40m"),
]);

const documents = (index: string, more = "") =>
  ofExporter("elasticsearch_indices_docs_primary", `,index="${index}"${more}`);
const today = documents("fingerprint-dead-letter-2026.06.02");
const yesterday = documents("fingerprint-dead-letter-2026.06.01");
const refusedLines = (count: number): Firing => ({
  labels: inNamespace,
  summary: `${count} lines were refused within an hour, and can't be found by a search`,
});
/** With each 15 s as many lines as may be refused in an hour: the second time is one too many. */
const deadLetterIndexGrowing = ({ deadLettersPerHour: most }: Thresholds): AlertCases => {
  const refusing = (times: string) => `40+${most}x${times}`;
  return casesOf(shipping, "DeadLetterIndexGrowing", "warning", [
    fires("lines are refused all the time", { [today]: refusing("100") }, "5m30s", refusedLines(22 * most)),
    fires(
      "a new day's index goes on with it",
      { [yesterday]: `${refusing("1")} ${40 + most}x100`, [today]: `_x2 1 ${1 + most}x100` },
      "5m45s",
      refusedLines(2 * most),
    ),
    silent(
      "as many within an hour as may be, told by two pods of the exporter",
      {
        [today]: `40 ${40 + most}x300`,
        [today.replace("exporter-0", "exporter-1")]: `40 ${40 + most}x300`,
      },
      "10m",
      "1h",
      "1h15m",
    ),
    silent("many, of yesterday", { [yesterday]: `${5000 * most}x300` }, "10m", "1h15m"),
    silent(
      "a day's index is deleted",
      { [yesterday]: `${5000 * most}x100 stale`, [today]: "3x300" },
      "20m",
      "40m",
    ),
    silent(
      "another pod of the exporter goes on",
      {
        [today]: `${40 * most}x100 stale`,
        [today.replace("exporter-0", "exporter-1")]: `_x101 ${40 * most}x200`,
      },
      "27m",
      "40m",
    ),
    silent(
      "lines that are taken",
      { [documents("fingerprint-api-2026.06.02")]: `0+${900 * most}x300` },
      "10m",
      "1h",
    ),
    ends("the exporter vanishes", { [today]: refusing("40 stale") }, "10m", refusedLines(40 * most), "16m"),
  ]);
};

const out = ofLogstash("logstash_stats_pipeline_events_out");
const otherOut = ofLogstash("logstash_stats_pipeline_events_out", "main", "logstash-1");
const nothing: Firing = { labels: inNamespace, summary: "No log line has arrived for 10 minutes" };
const noLogs = casesOf(shipping, "NoLogsArriving", "warning", [
  fires("the count stands still from the beginning", { [out]: "5x80" }, "1m15s", nothing),
  fires("the last line was 10 minutes ago", { [out]: "0+1x20 20x80" }, "15m45s", nothing),
  silent("another pod still gets lines", { [out]: "5x80", [otherOut]: "0+1x80" }, "15m", "19m"),
  fires("every pod vanishes", { [out]: "0+1x4 stale" }, "12m", nothing),
]);

const pipelineUp = ofLogstash("logstash_stats_pipeline_up");
const down: Firing = { labels: pod, summary: "Pipeline main of logstash-0 does not run" };
const pipelineDown = casesOf(shipping, "LogstashPipelineDown", "warning", [
  fires("it does not run", { [pipelineUp]: "0x60" }, "5m", down),
  silent("it runs", { [pipelineUp]: "1x60" }, "14m"),
  silent("it is loaded again in time", { [pipelineUp]: "0x19 1x40" }, "4m45s", "9m"),
  ends("the pod vanishes", { [pipelineUp]: "0x30 stale" }, "6m", down, "8m"),
]);

const queue = (share: number, times = "60"): Series => ({
  [ofLogstash("logstash_stats_pipeline_queue_events_queue_size")]: `${share}x${times}`,
  [ofLogstash("logstash_stats_pipeline_queue_max_size_in_bytes")]: "1x60",
});
const queueFilling = ({ logstashQueueRatio: most }: Thresholds): AlertCases =>
  casesOf(shipping, "LogstashQueueFilling", "warning", [
    fires("it is fuller than the bound", queue(most * 1.01), "5m", {
      labels: pod,
      summary: `Queue main of logstash-0 is ${humanizePercentage(most * 1.01)} full`,
    }),
    silent("the bound exactly", queue(most), "5m", "14m"),
    silent(
      "a queue in memory has no bound",
      {
        [ofLogstash("logstash_stats_pipeline_queue_events_queue_size")]: "5x60",
        [ofLogstash("logstash_stats_pipeline_queue_max_size_in_bytes")]: "0x60",
      },
      "14m",
    ),
    silent("the pod vanishes", queue(most * 1.01, "10 stale"), "5m", "14m"),
  ]);

const dead = ofLogstash("logstash_stats_pipeline_dead_letter_queue_size_in_bytes");
const deadGrowing = casesOf(shipping, "LogstashDeadLettersGrowing", "warning", [
  fires("it grows", { [dead]: "1+10x100" }, "5m15s", {
    labels: pod,
    summary: "Elasticsearch refuses lines of pipeline main",
  }),
  silent("it stays as it is", { [dead]: "500x100" }, "14m", "24m"),
  silent("it is emptied", { [dead]: "1000-10x100" }, "14m", "24m"),
  silent("the pod vanishes", { [dead]: "1+10x10 stale" }, "24m"),
]);

const dropped = ofLogstash("logstash_stats_pipeline_dead_letter_queue_dropped_events");
const deadLost = casesOf(shipping, "LogstashDeadLettersLost", "critical", [
  fires("events are dropped", { [dropped]: "0x19 1x60" }, "5m", {
    labels: pod,
    summary: "logstash-0 lost log lines: its dead-letter queue is full",
  }),
  silent("none was dropped lately", { [dropped]: "7x60" }, "14m"),
  silent("the pod vanishes before", { [dropped]: "0x10 stale" }, "14m"),
]);

/** Alerts of Elasticsearch and Logstash. */
export const loggingCases = (thresholds: Thresholds): readonly AlertCases[] => [
  health("red", "Elasticsearch is red: some log lines can't be searched or stored", "critical", "2m"),
  health("yellow", "Elasticsearch is yellow: some shards have one copy only", "warning", "15m"),
  notMeasured,
  diskLow,
  ...[diskFull, heapHigh, snapshotTooOld, queueFilling, deadLetterIndexGrowing].map((at) => at(thresholds)),
  snapshotFailed,
  lifecycleStuck,
  noLogs,
  pipelineDown,
  deadGrowing,
  deadLost,
];
