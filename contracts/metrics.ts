import { jobs } from "./jobs";

export interface Metric {
  /** Name on `/metrics`. A histogram's series end in `_bucket`, `_sum` and `_count`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** Labels that the API itself sets; the scrape adds `namespace`, `service`, `pod` and `job`. Queries name no other: a test reads them. */
  readonly labels: readonly string[];
  /** What it measures, with its unit. */
  readonly help: string;
  /** Upper bounds of a histogram's buckets, without `+Inf`, in the metric's unit. */
  readonly buckets?: readonly number[] | undefined;
}

const metric =
  (type: Metric["type"]) =>
  (name: string, labels: readonly string[], help: string, buckets?: readonly number[]): Metric => ({
    name,
    type,
    labels,
    help,
    buckets,
  });

const [counter, gauge, histogram] = [metric("counter"), metric("gauge"), metric("histogram")];

// The objectives' bounds (0.1 s, 0.5 s, 1 s) are bucket bounds: a share "under 0.5 s" is then exact, not interpolated.
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const stageSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
// A quantile never exceeds the last finite bucket, so a threshold of 5 s needs buckets past 5 s.
const queueSeconds = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 7.5, 10, 30];
const requestBytes = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

/**
 * The metric contract: what the API exposes at `/metrics`. Rules, dashboards
 * and the custom metrics API take the names from here.
 */
export const apiMetrics = {
  requests: counter("http_requests_total", ["status", "endpoint", "method"], "HTTP requests by status code"),
  requestDuration: histogram(
    "http_request_duration_seconds",
    ["endpoint"],
    "Time from the request's first byte to the answer's last, in seconds",
    requestSeconds,
  ),
  requestSize: histogram(
    "http_request_size_bytes",
    ["endpoint"],
    "Size of the request, in bytes",
    requestBytes,
  ),
  inferenceDuration: histogram(
    "fingerprint_api_inference_duration_seconds",
    ["level"],
    "Time of one model inference, in seconds",
    stageSeconds,
  ),
  featureExtractionDuration: histogram(
    "fingerprint_api_feature_extraction_duration_seconds",
    [],
    "Time of one feature extraction, in seconds",
    stageSeconds,
  ),
  queueLatency: histogram(
    "fingerprint_api_queue_latency_seconds",
    [],
    "Time that a request waits for a worker, in seconds",
    queueSeconds,
  ),
  modelsLoaded: gauge("fingerprint_api_models_loaded", ["model"], "1 while the model is loaded, else 0"),
  modelAccuracy: gauge(
    "fingerprint_api_model_accuracy",
    ["level"],
    "Share of right predictions, from 0 to 1",
  ),
  cacheHits: counter("fingerprint_api_cache_hits_total", ["cache_type"], "Look-ups that the cache answered"),
  cacheMisses: counter(
    "fingerprint_api_cache_misses_total",
    ["cache_type"],
    "Look-ups that the cache could not answer",
  ),
  processStartTime: gauge("process_start_time_seconds", [], "Start of the process, in seconds since 1970"),
} as const;

/** A PromQL selector for a metric of the contract, bound to the API's scrape job. */
export const series = ({ name }: Metric, suffix: "" | "_bucket" = "") =>
  `${name}${suffix}{job="${jobs.api}"}`;

/**
 * The custom metric that the autoscaler reads: requests a second of one pod, over two minutes. It counts probes too, few
 * as they are: a pod without a user would else have no value, and an autoscaler without a value does not scale down.
 */
export const requestsPerSecondQuery = {
  metric: "http_requests_per_second",
  series: series(apiMetrics.requests),
  window: "2m",
} as const;
