import { type AlertCases, type Firing, type Series, ends, fires, silent } from "../rule-case";

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
  return {
    ...store,
    alert: `ElasticsearchCluster${name === "red" ? "Red" : "Yellow"}`,
    severity,
    cases: [
      fires(`the cluster is ${name}`, { [color(name)]: "1x200" }, at, firing),
      silent("for a moment less", { [color(name)]: before }, "1m45s", "14m45s", "20m"),
      silent("another colour", { [color("green")]: "1x200", [color(name)]: "0x200" }, "20m"),
      ends("the exporter vanishes", { [color(name)]: "1x100 stale" }, "20m", firing, "31m"),
    ],
  };
};

const notMeasured: AlertCases = {
  ...store,
  alert: "ElasticsearchNotMeasured",
  severity: "warning",
  cases: [
    fires("nothing tells of it", {}, "5m", {
      labels: inNamespace,
      summary: "Nobody can tell how Elasticsearch is",
    }),
    fires("the exporter vanishes", { [color("green")]: "1x4 stale" }, "6m15s", {
      labels: inNamespace,
      summary: "Nobody can tell how Elasticsearch is",
    }),
    silent("it is told, whatever it is", { [color("green")]: "0x60" }, "5m", "14m"),
  ],
};

const size = ofExporter("elasticsearch_filesystem_data_size_bytes", ',name="elasticsearch-0"');
const available = ofExporter("elasticsearch_filesystem_data_available_bytes", ',name="elasticsearch-0"');
const disk = (free: string): Series => ({ [size]: "1000x60", [available]: free });
const diskLow: AlertCases = {
  ...store,
  component: "storage",
  alert: "ElasticsearchDiskLow",
  severity: "warning",
  cases: [
    fires("86 % are used", disk("140x60"), "5m", {
      labels: node,
      summary: "elasticsearch-0 has used 86% of its disk",
      value: "86%",
    }),
    silent("85 % exactly", disk("150x60"), "5m", "14m"),
    silent("the node vanishes", disk("140x10 stale"), "5m", "14m"),
  ],
};
const diskFull: AlertCases = {
  ...store,
  component: "storage",
  alert: "ElasticsearchDiskFull",
  severity: "critical",
  cases: [
    fires("94 % are used", disk("60x60"), "2m", {
      labels: node,
      summary: "elasticsearch-0 has used 94% of its disk and stops at 95 %",
      value: "94%",
    }),
    silent("93 % exactly", disk("70x60"), "2m", "14m"),
    silent("the node vanishes", disk("60x4 stale"), "2m15s", "14m"),
  ],
};

const heap = (used: string): Series => ({
  [ofExporter("elasticsearch_jvm_memory_used_bytes", ',area="heap",name="elasticsearch-0"')]: used,
  [ofExporter("elasticsearch_jvm_memory_max_bytes", ',area="heap",name="elasticsearch-0"')]: "1000x100",
});
const heapHigh: AlertCases = {
  ...store,
  alert: "ElasticsearchHeapHigh",
  severity: "warning",
  cases: [
    fires("91 % stay used", heap("910x100"), "15m", {
      labels: node,
      summary: "elasticsearch-0 uses 91% of its heap",
    }),
    silent("90 % exactly", heap("900x100"), "15m", "24m"),
    silent("collections still free it", heap("910x50 500x5 910x50"), "15m", "24m"),
    silent("the node vanishes", heap("910x50 stale"), "15m", "24m"),
  ],
};

const failures = ofExporter(
  "elasticsearch_slm_stats_snapshots_failed_total",
  ',policy="fingerprint-nightly"',
);
const snapshotFailed: AlertCases = {
  ...store,
  component: "backup",
  alert: "ElasticsearchSnapshotFailed",
  severity: "warning",
  cases: [
    fires("one fails", { [failures]: "0x19 1x20" }, "5m", {
      labels: inNamespace,
      summary: "A snapshot of the logs failed",
    }),
    silent("none failed since", { [failures]: "3x40" }, "5m", "9m"),
    silent("the exporter vanishes before", { [failures]: "0x4 stale" }, "9m"),
  ],
};

const newest = ofExporter(
  "elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds",
  ',repository="fingerprint-snapshots"',
);
const snapshotTooOld: AlertCases = {
  ...store,
  component: "backup",
  alert: "ElasticsearchSnapshotTooOld",
  severity: "warning",
  cases: [
    // Prometheus' tests begin at the epoch: a snapshot of 26 hours and 10 minutes before.
    fires("none was made for 26 hours", { [newest]: "-94200x200" }, "15m", {
      labels: inNamespace,
      summary: "The newest snapshot of the logs is 1d 2h 25m 0s old",
    }),
    silent("one is 25 hours old", { [newest]: "-90000x200" }, "15m", "40m"),
    silent("a new one comes", { [newest]: "-94200x40 0x160" }, "15m", "40m"),
    silent("the exporter vanishes", { [newest]: "-94200x40 stale" }, "15m", "40m"),
  ],
};

const step = (name: string) =>
  ofExporter("elasticsearch_ilm_index_status", `,index="fingerprint-api-2026.06.01",step="${name}"`);
const lifecycleStuck: AlertCases = {
  ...store,
  component: "storage",
  alert: "ElasticsearchLifecycleStuck",
  severity: "warning",
  cases: [
    fires("a step has failed", { [step("ERROR")]: "1x200" }, "30m", {
      labels: { ...inNamespace, index: "fingerprint-api-2026.06.01" },
      summary: "The lifecycle of fingerprint-api-2026.06.01 is stuck",
    }),
    silent("it is complete", { [step("complete")]: "1x200" }, "30m", "40m"),
    silent("the index vanishes, or a retry helps", { [step("ERROR")]: "1x100 stale" }, "30m", "40m"),
  ],
};

const documents = (index: string, more = "") =>
  ofExporter("elasticsearch_indices_docs_primary", `,index="${index}"${more}`);
const today = documents("fingerprint-dead-letter-2026.06.02");
const yesterday = documents("fingerprint-dead-letter-2026.06.01");
const refusedLines = (count: number): Firing => ({
  labels: inNamespace,
  summary: `${count} lines were refused within an hour, and can't be found by a search`,
});
const deadLetterIndexGrowing: AlertCases = {
  ...shipping,
  alert: "DeadLetterIndexGrowing",
  severity: "warning",
  cases: [
    // The eleventh comes after 2 minutes and 45 seconds.
    fires("a line each 15 s is refused", { [today]: "40+1x100" }, "7m45s", refusedLines(31)),
    fires(
      "a new day's index goes on with it",
      { [yesterday]: "40+1x8 48x100", [today]: "_x9 1+1x100" },
      "8m",
      refusedLines(31),
    ),
    silent("10 within an hour", { [today]: "40+1x10 50x300" }, "10m", "1h", "1h15m"),
    silent("many, of yesterday", { [yesterday]: "5000x300" }, "10m", "1h15m"),
    silent("a day's index is deleted", { [yesterday]: "5000x100 stale", [today]: "3x300" }, "20m", "40m"),
    silent(
      "another pod of the exporter goes on",
      { [today]: "40x100 stale", [today.replace("exporter-0", "exporter-1")]: "_x101 40x200" },
      "27m",
      "40m",
    ),
    silent("lines that are taken", { [documents("fingerprint-api-2026.06.02")]: "0+900x300" }, "10m", "1h"),
    ends("the exporter vanishes", { [today]: "40+1x40 stale" }, "10m", refusedLines(40), "16m"),
  ],
};

const out = ofLogstash("logstash_stats_pipeline_events_out");
const otherOut = ofLogstash("logstash_stats_pipeline_events_out", "main", "logstash-1");
const nothing: Firing = { labels: inNamespace, summary: "No log line has arrived for 10 minutes" };
const noLogs: AlertCases = {
  ...shipping,
  alert: "NoLogsArriving",
  severity: "warning",
  cases: [
    fires("the count stands still from the beginning", { [out]: "5x80" }, "1m15s", nothing),
    fires("the last line was 10 minutes ago", { [out]: "0+1x20 20x80" }, "15m45s", nothing),
    silent("another pod still gets lines", { [out]: "5x80", [otherOut]: "0+1x80" }, "15m", "19m"),
    fires("every pod vanishes", { [out]: "0+1x4 stale" }, "12m", nothing),
  ],
};

const pipelineUp = ofLogstash("logstash_stats_pipeline_up");
const down: Firing = { labels: pod, summary: "Pipeline main of logstash-0 does not run" };
const pipelineDown: AlertCases = {
  ...shipping,
  alert: "LogstashPipelineDown",
  severity: "warning",
  cases: [
    fires("it does not run", { [pipelineUp]: "0x60" }, "5m", down),
    silent("it runs", { [pipelineUp]: "1x60" }, "14m"),
    silent("it is loaded again in time", { [pipelineUp]: "0x19 1x40" }, "4m45s", "9m"),
    ends("the pod vanishes", { [pipelineUp]: "0x30 stale" }, "6m", down, "8m"),
  ],
};

const queue = (bytes: string): Series => ({
  [ofLogstash("logstash_stats_pipeline_queue_events_queue_size")]: bytes,
  [ofLogstash("logstash_stats_pipeline_queue_max_size_in_bytes")]: "100x60",
});
const queueFilling: AlertCases = {
  ...shipping,
  alert: "LogstashQueueFilling",
  severity: "warning",
  cases: [
    fires("it is 76 % full", queue("76x60"), "5m", {
      labels: pod,
      summary: "Queue main of logstash-0 is 76% full",
    }),
    silent("75 % exactly", queue("75x60"), "5m", "14m"),
    silent(
      "a queue in memory has no bound",
      {
        [ofLogstash("logstash_stats_pipeline_queue_events_queue_size")]: "5x60",
        [ofLogstash("logstash_stats_pipeline_queue_max_size_in_bytes")]: "0x60",
      },
      "14m",
    ),
    silent("the pod vanishes", queue("76x10 stale"), "5m", "14m"),
  ],
};

const dead = ofLogstash("logstash_stats_pipeline_dead_letter_queue_size_in_bytes");
const deadGrowing: AlertCases = {
  ...shipping,
  alert: "LogstashDeadLettersGrowing",
  severity: "warning",
  cases: [
    fires("it grows", { [dead]: "1+10x100" }, "5m15s", {
      labels: pod,
      summary: "Elasticsearch refuses lines of pipeline main",
    }),
    silent("it stays as it is", { [dead]: "500x100" }, "14m", "24m"),
    silent("it is emptied", { [dead]: "1000-10x100" }, "14m", "24m"),
    silent("the pod vanishes", { [dead]: "1+10x10 stale" }, "24m"),
  ],
};

const dropped = ofLogstash("logstash_stats_pipeline_dead_letter_queue_dropped_events");
const deadLost: AlertCases = {
  ...shipping,
  alert: "LogstashDeadLettersLost",
  severity: "critical",
  cases: [
    fires("events are dropped", { [dropped]: "0x19 1x60" }, "5m", {
      labels: pod,
      summary: "logstash-0 lost log lines: its dead-letter queue is full",
    }),
    silent("none was dropped lately", { [dropped]: "7x60" }, "14m"),
    silent("the pod vanishes before", { [dropped]: "0x10 stale" }, "14m"),
  ],
};

/** Alerts of Elasticsearch and Logstash. */
export const loggingCases: readonly AlertCases[] = [
  health("red", "Elasticsearch is red: some log lines can't be searched or stored", "critical", "2m"),
  health("yellow", "Elasticsearch is yellow: some shards have one copy only", "warning", "15m"),
  notMeasured,
  diskLow,
  diskFull,
  heapHigh,
  snapshotFailed,
  snapshotTooOld,
  lifecycleStuck,
  noLogs,
  pipelineDown,
  queueFilling,
  deadGrowing,
  deadLetterIndexGrowing,
  deadLost,
];
