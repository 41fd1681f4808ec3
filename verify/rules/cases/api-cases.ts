import { type AlertCases, ends, fires, histogram, silent } from "../rule-case";

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

const apiDown: AlertCases = {
  ...api,
  alert: "FingerPrintAPIDown",
  severity: "critical",
  cases: [
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
  ],
};

const errors: AlertCases = {
  ...api,
  alert: "HighErrorRate",
  severity: "warning",
  cases: [
    fires("6 % fail", { [requests("200")]: "0+94x60", [requests("503")]: "0+6x60" }, "5m15s", {
      labels: namespace,
      summary: "6% of the API's requests fail",
    }),
    fires("every request fails, so that no other status is left", { [requests("500")]: "0+10x60" }, "5m15s", {
      labels: namespace,
      summary: "100% of the API's requests fail",
    }),
    silent("4.9 % fail", { [requests("200")]: "0+951x80", [requests("500")]: "0+49x80" }, "6m", "19m"),
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
    ends(
      "the series vanish",
      { [requests("200")]: "0+94x30 stale", [requests("503")]: "0+6x30 stale" },
      "6m",
      { labels: namespace, summary: "6% of the API's requests fail" },
      "13m",
    ),
  ],
};

const latency: AlertCases = {
  ...api,
  alert: "HighLatency",
  severity: "warning",
  cases: [
    fires(
      "2 % take up to 2.5 s",
      histogram("http_request_duration_seconds", target, { "1.0": 98, "2.5": 100, "+Inf": 100 }, 60),
      "5m15s",
      {
        labels: namespace,
        summary: "P99 latency of the API is 1.75s",
      },
    ),
    silent(
      "0.5 % take longer than 1 s",
      histogram("http_request_duration_seconds", target, { "1.0": 995, "2.5": 1000, "+Inf": 1000 }, 80),
      "6m",
      "19m",
    ),
    silent(
      "no traffic",
      histogram("http_request_duration_seconds", target, { "1.0": 0, "2.5": 0, "+Inf": 0 }, 80),
      "6m",
      "19m",
    ),
    ends(
      "the series vanish",
      histogram("http_request_duration_seconds", target, { "1.0": 98, "2.5": 100, "+Inf": 100 }, "30 stale"),
      "6m",
      { labels: namespace, summary: "P99 latency of the API is 1.75s" },
      "13m",
    ),
  ],
};

const queue: AlertCases = {
  ...api,
  alert: "HighQueueLatency",
  component: "queue",
  severity: "warning",
  cases: [
    fires(
      "2 % wait up to 7.5 s",
      histogram("fingerprint_api_queue_latency_seconds", target, { "5.0": 98, "7.5": 100, "+Inf": 100 }, 60),
      "3m15s",
      {
        labels: namespace,
        summary: "Requests wait 6.25s for a worker (P99)",
      },
    ),
    silent(
      "0.5 % wait longer than 5 s",
      histogram(
        "fingerprint_api_queue_latency_seconds",
        target,
        { "5.0": 995, "7.5": 1000, "+Inf": 1000 },
        80,
      ),
      "4m",
      "19m",
    ),
    ends(
      "the series vanish",
      histogram(
        "fingerprint_api_queue_latency_seconds",
        target,
        { "5.0": 98, "7.5": 100, "+Inf": 100 },
        "30 stale",
      ),
      "4m",
      { labels: namespace, summary: "Requests wait 6.25s for a worker (P99)" },
      "13m",
    ),
  ],
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

const model: AlertCases = {
  alert: "ModelLoadingFailure",
  severity: "critical",
  service: "fingerprint-api",
  component: "model",
  dashboard: "fingerprint-model-inference",
  cases: [
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
};

const probe = (metric: string) =>
  `${metric}{job="fingerprint-api-probe",namespace="fingerprint",service="fingerprint-api",target="https://api.example.com"}`;
const probed = { ...namespace, target: "https://api.example.com" };
const unanswered = { labels: probed, summary: "https://api.example.com does not answer" };

const probing: AlertCases = {
  ...ingress,
  alert: "ProbeFailing",
  severity: "critical",
  cases: [
    fires("the public URL does not answer", { [probe("probe_success")]: "1x4 0x40" }, "3m15s", unanswered),
    silent(
      "it fails for a moment less than 2 minutes",
      { [probe("probe_success")]: "1x4 0x7 1x40" },
      "3m15s",
      "9m",
    ),
    ends("the probe vanishes", { [probe("probe_success")]: "0x20 stale" }, "3m", unanswered, "6m"),
  ],
};

const days = (count: number) => count * 86_400;

const certificate: AlertCases = {
  ...ingress,
  alert: "CertificateExpiresSoon",
  severity: "warning",
  cases: [
    fires("13 days are left", { [probe("probe_ssl_earliest_cert_expiry")]: `${days(13)}x300` }, "1h", {
      labels: probed,
      summary: "The certificate of https://api.example.com expires in 12d 23h 0m 0s",
    }),
    silent(
      "14 days and 2 hours are left",
      { [probe("probe_ssl_earliest_cert_expiry")]: `${days(14) + 7200}x300` },
      "1h",
      "1h15m",
    ),
    ends(
      "the probe vanishes",
      { [probe("probe_ssl_earliest_cert_expiry")]: `${days(13)}x250 stale` },
      "1h",
      { labels: probed, summary: "The certificate of https://api.example.com expires in 12d 23h 0m 0s" },
      "1h10m",
    ),
  ],
};

/** Cases of the alerts on what users of the API feel. */
export const apiCases: readonly AlertCases[] = [apiDown, errors, latency, queue, model, probing, certificate];
