import type { Thresholds } from "../../../monitoring/rules/threshold-props";
import { humanizeDuration, humanizePercentage } from "../humanized";
import { type AlertCases, casesOf, ends, fires, histogram, silent } from "../rule-case";

const api = {
  service: "fingerprint-api",
  component: "api",
  dashboard: "fingerprint-api-overview",
} as const;
const ingress = {
  service: "fingerprint-api",
  component: "ingress",
  dashboard: "fingerprint-api-slo",
} as const;

const target = 'job="fingerprint-api",namespace="fingerprint",service="fingerprint-api",pod="api-0"';
const namespace = { namespace: "fingerprint" };
const requests = (status: string) =>
  `http_requests_total{${target},status="${status}",endpoint="/api",method="POST"}`;

const down = { labels: namespace, summary: "No Fingerprint API pod answers Prometheus" };

const apiDown = casesOf(api, "FingerPrintAPIDown", "critical", [
  fires("every target is down", { [`up{${target}}`]: "0x40" }, "2m", down),
  fires("there has never been a target", {}, "2m", down),
  fires("the last target vanishes", { [`up{${target}}`]: "1x8 stale" }, "4m15s", down),
  silent(
    "one of two targets answers",
    { [`up{${target}}`]: "0x40", [`up{job="fingerprint-api",pod="api-1"}`]: "1x40" },
    "2m",
    "9m",
  ),
  silent("down for a moment less than 2 minutes", { [`up{${target}}`]: "0x7 1x40" }, "1m45s", "2m", "5m"),
]);

/** Of 1000 requests in each 15 s, a share that fails. */
const failing = (share: number, times: string) => ({
  [requests("200")]: `0+${1000 * (1 - share)}x${times}`,
  [requests("503")]: `0+${1000 * share}x${times}`,
});

const errors = ({ errorRatio }: Thresholds): AlertCases => {
  const share = errorRatio * 1.2;
  const fail = (share: number) => ({
    labels: namespace,
    summary: `${humanizePercentage(share)} of the API's requests fail`,
  });
  return casesOf(api, "HighErrorRate", "warning", [
    fires("more fail than may", failing(share, "60"), "5m15s", fail(share)),
    fires(
      "every request fails, so that no other status is left",
      { [requests("500")]: "0+10x60" },
      "5m15s",
      fail(1),
    ),
    silent("fewer fail", failing(errorRatio * 0.98, "80"), "6m", "19m"),
    silent("nothing has failed yet", { [requests("200")]: "0+10x80" }, "6m", "19m"),
    silent(
      "the kubelet is refused while models load",
      {
        [requests("200")]: "0+10x80",
        [`http_requests_total{${target},status="503",endpoint="/api/v1/models/status",method="GET"}`]:
          "0+10x80",
      },
      "6m",
      "19m",
    ),
    silent("a 4xx is the client's mistake", { [requests("404")]: "0+10x80" }, "6m", "19m"),
    ends("the series vanish", failing(share, "30 stale"), "6m", fail(share), "13m"),
  ]);
};

/** Of 1000 requests in each 15 s, so many take up to twice the bound and all others less than it: P99 lies between where more than 10 do. */
const slow = (metric: string, bound: number, count: number, times: number | `${number} stale`) =>
  histogram(metric, target, { [bound]: 1000 - count, [bound * 2]: 1000, "+Inf": 1000 }, times);

const latency = ({ latencySeconds }: Thresholds): AlertCases => {
  const metric = "http_request_duration_seconds";
  const firing = {
    labels: namespace,
    summary: `P99 latency of the API is ${humanizeDuration(latencySeconds * 1.5)}`,
  };
  return casesOf(api, "HighLatency", "warning", [
    fires("2 % take up to twice as long", slow(metric, latencySeconds, 20, 60), "5m15s", firing),
    silent("0.5 % take longer", slow(metric, latencySeconds, 5, 80), "6m", "19m"),
    silent("no traffic", histogram(metric, target, { "1.0": 0, "2.5": 0, "+Inf": 0 }, 80), "6m", "19m"),
    ends("the series vanish", slow(metric, latencySeconds, 20, "30 stale"), "6m", firing, "13m"),
  ]);
};

const queue = ({ queueSeconds }: Thresholds): AlertCases => {
  const metric = "fingerprint_api_queue_latency_seconds";
  const firing = {
    labels: namespace,
    summary: `Requests wait ${humanizeDuration(queueSeconds * 1.5)} for a worker (P99)`,
  };
  return casesOf({ ...api, component: "queue" }, "HighQueueLatency", "warning", [
    fires("2 % wait up to twice as long", slow(metric, queueSeconds, 20, 60), "3m15s", firing),
    silent("0.5 % wait longer", slow(metric, queueSeconds, 5, 80), "4m", "19m"),
    ends("the series vanish", slow(metric, queueSeconds, 20, "30 stale"), "4m", firing, "13m"),
  ]);
};

const loaded = (pod: string) =>
  `fingerprint_api_models_loaded{job="fingerprint-api",namespace="fingerprint",service="fingerprint-api",pod="${pod}",model="family"}`;
const started = (pod: string) =>
  `process_start_time_seconds{job="fingerprint-api",namespace="fingerprint",service="fingerprint-api",pod="${pod}"}`;
const longSince = { [started("api-0")]: "-3600x60", [started("api-1")]: "-3600x60" };
const notLoaded = {
  labels: { ...namespace, pod: "api-0", model: "family" },
  summary: "Model family is not loaded in api-0",
};

const model = casesOf(
  { service: "fingerprint-api", component: "model", dashboard: "fingerprint-model-inference" },
  "ModelLoadingFailure",
  "critical",
  [
    fires(
      "one of two pods lost a model, long after its start",
      { ...longSince, [loaded("api-0")]: "1x4 0x40", [loaded("api-1")]: "1x40" },
      "3m15s",
      notLoaded,
    ),
    fires(
      "a pod has not loaded it within its 5 minutes",
      { [started("api-0")]: "0x60", [loaded("api-0")]: "0x60" },
      "7m15s",
      notLoaded,
    ),
    silent(
      "a slow start",
      { [started("api-0")]: "0x60", [loaded("api-0")]: "0x19 1x40" },
      "2m",
      "4m45s",
      "9m",
    ),
    silent(
      "loaded after a moment less than 2 minutes",
      { ...longSince, [loaded("api-0")]: "0x7 1x40" },
      "1m45s",
      "2m",
      "9m",
    ),
    ends("the pod vanishes", { ...longSince, [loaded("api-0")]: "0x20 stale" }, "3m", notLoaded, "6m"),
  ],
);

const probe = (metric: string) =>
  `${metric}{job="fingerprint-api-probe",namespace="fingerprint",service="fingerprint-api",target="https://api.example.com"}`;
const probed = { ...namespace, target: "https://api.example.com" };
const unanswered = { labels: probed, summary: "https://api.example.com does not answer" };

const probing = casesOf(ingress, "ProbeFailing", "critical", [
  fires("the public URL does not answer", { [probe("probe_success")]: "1x4 0x40" }, "3m15s", unanswered),
  silent(
    "it fails for a moment less than 2 minutes",
    { [probe("probe_success")]: "1x4 0x7 1x40" },
    "3m15s",
    "9m",
  ),
  ends("the probe vanishes", { [probe("probe_success")]: "0x20 stale" }, "3m", unanswered, "6m"),
]);

const days = (count: number) => count * 86_400;

const certificate = ({ certificateDays: least }: Thresholds): AlertCases => {
  const end = (seconds: number, times: string) => ({
    [probe("probe_ssl_earliest_cert_expiry")]: `${seconds}x${times}`,
  });
  const expires = {
    labels: probed,
    summary: `The certificate of https://api.example.com expires in ${least - 2}d 23h 0m 0s`,
  };
  return casesOf(ingress, "CertificateExpiresSoon", "warning", [
    fires("a day less is left", end(days(least - 1), "300"), "1h", expires),
    silent("2 hours more are left", end(days(least) + 7200, "300"), "1h", "1h15m"),
    ends("the probe vanishes", end(days(least - 1), "250 stale"), "1h", expires, "1h10m"),
  ]);
};

/** Cases of the alerts on what users of the API feel. */
export const apiCases = (thresholds: Thresholds): readonly AlertCases[] => [
  apiDown,
  ...[errors, latency, queue, certificate].map((at) => at(thresholds)),
  model,
  probing,
];
