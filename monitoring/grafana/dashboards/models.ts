import { apiMetrics, series } from "../../../contracts/metrics";
import type { Thresholds } from "../../rules/threshold-props";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { orZero, rate, stat, timeseries } from "../panels";

const { inferenceDuration, featureExtractionDuration, queueLatency, modelsLoaded } = apiMetrics;

/** Are the models there, fast and right? */
export const models = (thresholds: Thresholds): DashboardProps => ({
  uid: dashboardUids.models,
  title: "Model inference",
  description: "For whoever changes models: are they loaded, fast and right, and does the cache help?",
  tags: ["fingerprint", "api"],
  top: [
    stat({
      title: "Models not loaded",
      description: "Models that some pod reports as missing. Requests for them fail.",
      alert: "ModelLoadingFailure",
      bounds: { critical: 1 },
      queries: { missing: orZero(`count(${series(modelsLoaded)} == 0)`) },
    }),
    stat({
      title: "Accuracy: family",
      description: "Share of right predictions of the family.",
      unit: "percentunit",
      queries: { family: "avg(fingerprint:model_accuracy:family)" },
    }),
    stat({
      title: "Accuracy: version",
      description: "Share of right predictions of the version.",
      unit: "percentunit",
      queries: { version: "avg(fingerprint:model_accuracy:version)" },
    }),
    stat({
      title: "Inferences per second",
      description: "All levels together.",
      unit: "ops",
      queries: { inferences: `sum(${rate(series(inferenceDuration, {}, "_count"))})` },
    }),
  ],
  rows: {
    Speed: [
      timeseries({
        title: "Inference P99 by level",
        description: "99 of 100 inferences are faster than this.",
        unit: "s",
        queries: { "{{level}}": "max by (level) (fingerprint:inference_latency:p99)" },
      }),
      timeseries({
        title: "Inference by percentile",
        description: "Over all levels. A wide gap between the curves means a few very slow inputs.",
        unit: "s",
        queries: {
          P50: "max(fingerprint:inference_latency:p50)",
          P95: "max(fingerprint:inference_latency:p95)",
          P99: "max(fingerprint:inference_latency:p99)",
        },
      }),
      timeseries({
        title: "Feature extraction",
        description: "What comes before every inference: P95, and the rate of extractions.",
        unit: "s",
        queries: {
          P95: "max(fingerprint:feature_extraction_latency:p95)",
          mean: `sum(${rate(series(featureExtractionDuration, {}, "_sum"))}) / sum(${rate(series(featureExtractionDuration, {}, "_count"))})`,
        },
      }),
      timeseries({
        title: "Wait in the queue (P99)",
        description: "Time before a worker takes a request. It grows when there are too few workers or pods.",
        unit: "s",
        width: 12,
        alert: "HighQueueLatency",
        bounds: { critical: thresholds.queueSeconds },
        queries: {
          P99: `histogram_quantile(0.99, sum by (le) (${rate(series(queueLatency, {}, "_bucket"))}))`,
        },
      }),
      timeseries({
        title: "Cache hit rate",
        description: "Share of look-ups that the cache answers.",
        unit: "percentunit",
        width: 12,
        max: 1,
        queries: { "{{cache_type}}": "avg by (cache_type) (fingerprint:cache_hit_rate:5m)" },
      }),
    ],
  },
});
