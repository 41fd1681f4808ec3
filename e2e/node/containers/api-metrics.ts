import type { Family } from "./exposition";

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const family = (
  name: string,
  type: Family["type"],
  labels: readonly string[],
  help: string,
  buckets?: readonly number[],
): Family => ({ name, type, labels, help, ...(buckets && { buckets }) });

/** What the Fingerprint API tells of itself, by its own names: the program that is monitored knows no monitoring. */
export const apiFamilies = {
  requests: family("http_requests_total", "counter", ["status", "endpoint", "method"], "HTTP requests"),
  duration: family("http_request_duration_seconds", "histogram", ["endpoint"], "Time of a request", seconds),
  size: family(
    "http_request_size_bytes",
    "histogram",
    ["endpoint"],
    "Size of a request",
    [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576],
  ),
  inference: family(
    "fingerprint_api_inference_duration_seconds",
    "histogram",
    ["level"],
    "Time of one model inference",
    seconds,
  ),
  extraction: family(
    "fingerprint_api_feature_extraction_duration_seconds",
    "histogram",
    [],
    "Time of one feature extraction",
    seconds,
  ),
  queue: family(
    "fingerprint_api_queue_latency_seconds",
    "histogram",
    [],
    "Time that a request waits for a worker",
    [...seconds, 7.5].sort((a, b) => a - b),
  ),
  models: family("fingerprint_api_models_loaded", "gauge", ["model"], "1 while the model is loaded"),
  accuracy: family("fingerprint_api_model_accuracy", "gauge", ["level"], "Share of right predictions"),
  hits: family(
    "fingerprint_api_cache_hits_total",
    "counter",
    ["cache_type"],
    "Look-ups that the cache answered",
  ),
  misses: family(
    "fingerprint_api_cache_misses_total",
    "counter",
    ["cache_type"],
    "Look-ups that it could not",
  ),
  start: family("process_start_time_seconds", "gauge", [], "Start of the process"),
} as const;
