import type { RecordingCase, Sample } from "../promtool-tests";
import { histogram } from "../rule-case";

const target = (pod: string) =>
  `job="fingerprint-api",namespace="fingerprint",service="fingerprint-api",pod="${pod}"`;
const request = (pod: string, status: string, endpoint: string) =>
  `http_requests_total{${target(pod)},status="${status}",endpoint="${endpoint}",method="POST"}`;

const base = 'namespace="fingerprint", service="fingerprint-api"';
/** One sample of a recording. */
const sample = (value: number, labels = base): Sample => ({ labels: `{${labels}}`, value });

const ofErrors = (value: number) =>
  sample(value, 'namespace="fingerprint", objective="errors", service="fingerprint-api"');

/** The series of one recording alone: others of its name have another label. */
const recorded = (record: string, ...samples: readonly [number, string?][]) => ({
  [record]: samples.map(([value, labels]) => sample(value, labels)),
});

const pod = (name: string) => `namespace="fingerprint",pod="${name}"`;

/** Exact values of the recording rules, after 10 minutes of steady series. */
export const recordingCases: readonly RecordingCase[] = [
  {
    name: "requests of two pods at two endpoints",
    at: "10m",
    series: {
      [request("api-0", "200", "/a")]: "0+30x60",
      [request("api-1", "200", "/a")]: "0+15x60",
      [request("api-0", "500", "/a")]: "0+15x60",
      [request("api-0", "200", "/b")]: "0+60x60",
      [`http_request_size_bytes_sum{${target("api-0")},endpoint="/a"}`]: "0+3000x60",
      [`http_request_size_bytes_count{${target("api-0")},endpoint="/a"}`]: "0+30x60",
    },
    samples: {
      ...recorded(
        "fingerprint:http_requests:rate5m",
        [3, 'endpoint="/a", namespace="fingerprint", service="fingerprint-api", status="200"'],
        [1, 'endpoint="/a", namespace="fingerprint", service="fingerprint-api", status="500"'],
        [4, 'endpoint="/b", namespace="fingerprint", service="fingerprint-api", status="200"'],
      ),
      ...recorded("fingerprint:throughput:rps", [8]),
      ...recorded(
        "fingerprint:http_errors:rate5m",
        [1, `endpoint="/a", ${base}`],
        [0, `endpoint="/b", ${base}`],
      ),
      ...recorded(
        "fingerprint:http_success_rate:5m",
        [0.75, `endpoint="/a", ${base}`],
        [1, `endpoint="/b", ${base}`],
      ),
      ...recorded("fingerprint:request_size:avg", [100, `endpoint="/a", ${base}`]),
      ...recorded("fingerprint:model_accuracy:family"),
      'fingerprint:slo_errors:ratio_rate5m{objective="errors"}': [
        sample(0.125, 'namespace="fingerprint", objective="errors", service="fingerprint-api"'),
      ],
      'fingerprint:slo_errors:ratio_rate1h{objective="errors"}': [
        sample(0.125, 'namespace="fingerprint", objective="errors", service="fingerprint-api"'),
      ],
    },
  },
  {
    name: "nobody asks: no share, and no NaN that would stay in every mean",
    at: "10m",
    series: {
      [request("api-0", "200", "/a")]: "30x60",
      [`http_request_size_bytes_sum{${target("api-0")},endpoint="/a"}`]: "3000x60",
      [`http_request_size_bytes_count{${target("api-0")},endpoint="/a"}`]: "30x60",
      [`http_request_duration_seconds_bucket{${target("api-0")},endpoint="/a",le="0.1"}`]: "30x60",
      [`http_request_duration_seconds_count{${target("api-0")},endpoint="/a"}`]: "30x60",
      [`fingerprint_api_cache_hits_total{${target("api-0")},cache_type="features"}`]: "30x60",
    },
    samples: {
      ...recorded("fingerprint:http_success_rate:5m"),
      ...recorded("fingerprint:request_size:avg"),
      ...recorded("fingerprint:cache_hit_rate:5m"),
      "fingerprint:slo_errors:ratio_rate5m": [],
      'fingerprint:slo_events:rate5m{objective="errors"}': [ofErrors(0)],
      'fingerprint:slo_bad_events:rate5m{objective="errors"}': [ofErrors(0)],
    },
  },
  {
    name: "the kubelet and Prometheus ask: they are no users",
    at: "10m",
    series: {
      [request("api-0", "200", "/health")]: "0+30x60",
      [request("api-0", "503", "/api/v1/models/status")]: "0+30x60",
      [request("api-0", "200", "/metrics")]: "0+30x60",
      [request("api-0", "200", "/a")]: "0+15x60",
    },
    samples: {
      ...recorded("fingerprint:http_requests:rate5m", [
        1,
        'endpoint="/a", namespace="fingerprint", service="fingerprint-api", status="200"',
      ]),
      ...recorded("fingerprint:throughput:rps", [1]),
      'fingerprint:slo_errors:ratio_rate5m{objective="errors"}': [ofErrors(0)],
    },
  },
  {
    name: "a burst that fails weighs as many requests as it had",
    at: "20m",
    series: {
      [request("api-0", "500", "/a")]: "0+150x20 3000x60",
      [request("api-0", "200", "/a")]: "0x20 0+15x60",
    },
    samples: {
      // A mean of the shares would say that about half of the time all was well.
      'sum(sum_over_time(fingerprint:slo_bad_events:rate5m{objective="errors"}[20m])) / sum(sum_over_time(fingerprint:slo_events:rate5m{objective="errors"}[20m])) > bool 0.75':
        [{ labels: "{}", value: 1 }],
    },
  },
  {
    name: "every request fails",
    at: "10m",
    series: { [request("api-0", "503", "/a")]: "0+15x60" },
    samples: {
      ...recorded("fingerprint:http_success_rate:5m", [0, `endpoint="/a", ${base}`]),
      ...recorded("fingerprint:http_errors:rate5m", [1, `endpoint="/a", ${base}`]),
    },
  },
  {
    name: "latencies of requests, inference and feature extraction",
    at: "10m",
    series: {
      ...histogram(
        "http_request_duration_seconds",
        target("api-0"),
        { "0.1": 40, "0.5": 80, "1.0": 96, "2.5": 100, "+Inf": 100 },
        60,
      ),
      [`http_request_duration_seconds_count{${target("api-0")}}`]: "0+100x60",
      ...histogram(
        "fingerprint_api_inference_duration_seconds",
        `${target("api-0")},level="family"`,
        { "0.01": 50, "0.05": 100, "+Inf": 100 },
        60,
      ),
      ...histogram(
        "fingerprint_api_feature_extraction_duration_seconds",
        target("api-0"),
        { "0.01": 90, "0.02": 100, "+Inf": 100 },
        60,
      ),
    },
    samples: {
      ...recorded("fingerprint:http_request_latency:p50", [0.2]),
      ...recorded("fingerprint:http_request_latency:p95", [0.96875]),
      ...recorded("fingerprint:http_request_latency:p99", [2.125]),
      ...recorded("fingerprint:inference_latency:p50", [0.01, `level="family", ${base}`]),
      ...recorded("fingerprint:inference_latency:p95", [0.046, `level="family", ${base}`]),
      ...recorded("fingerprint:inference_latency:p99", [0.0492, `level="family", ${base}`]),
      ...recorded("fingerprint:feature_extraction_latency:p95", [0.015]),
      'fingerprint:slo_errors:ratio_rate5m{objective="latency-p50"}': [
        sample(0.6, 'namespace="fingerprint", objective="latency-p50", service="fingerprint-api"'),
      ],
    },
  },
  {
    name: "accuracy, caches and uptime",
    at: "10m",
    series: {
      [`fingerprint_api_model_accuracy{${target("api-0")},level="family"}`]: "0.9x60",
      [`fingerprint_api_model_accuracy{${target("api-1")},level="family"}`]: "0.7x60",
      [`fingerprint_api_model_accuracy{${target("api-0")},level="version"}`]: "0.5x60",
      [`fingerprint_api_cache_hits_total{${target("api-0")},cache_type="features"}`]: "0+30x60",
      [`fingerprint_api_cache_misses_total{${target("api-0")},cache_type="features"}`]: "0+10x60",
      [`fingerprint_api_cache_misses_total{${target("api-0")},cache_type="results"}`]: "0+10x60",
      [`process_start_time_seconds{${target("api-0")}}`]: "300x60",
    },
    samples: {
      ...recorded("fingerprint:model_accuracy:family", [0.8]),
      ...recorded("fingerprint:model_accuracy:version", [0.5]),
      ...recorded(
        "fingerprint:cache_hit_rate:5m",
        [0.75, 'cache_type="features", namespace="fingerprint", service="fingerprint-api"'],
        [0, 'cache_type="results", namespace="fingerprint", service="fingerprint-api"'],
      ),
      ...recorded("fingerprint:uptime:minutes", [
        5,
        'namespace="fingerprint", pod="api-0", service="fingerprint-api"',
      ]),
    },
  },
  {
    name: "utilisation against the pods' own requests and limits",
    at: "10m",
    series: {
      [`container_cpu_usage_seconds_total{${pod("api-0")},container="fingerprint-api",image="a"}`]: "0+3x60",
      [`container_cpu_usage_seconds_total{${pod("api-0")},container="",image=""}`]: "0+3x60",
      [`container_cpu_usage_seconds_total{${pod("api-1")},container="fingerprint-api",image="a"}`]: "0+6x60",
      [`kube_pod_container_resource_requests{${pod("api-0")},container="fingerprint-api",resource="cpu"}`]:
        "0.5x60",
      [`kube_pod_container_resource_requests{${pod("api-1")},container="fingerprint-api",resource="cpu"}`]:
        "0.5x60",
      [`container_memory_working_set_bytes{${pod("api-0")},container="fingerprint-api",image="a"}`]: "500x60",
      [`kube_pod_container_resource_limits{${pod("api-0")},container="fingerprint-api",resource="memory"}`]:
        "1000x60",
    },
    samples: {
      ...recorded("fingerprint:pod_cpu_utilization:avg", [0.6]),
      ...recorded("fingerprint:pod_memory_utilization:avg", [0.5]),
    },
  },
];
