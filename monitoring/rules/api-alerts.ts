import { dashboardUids } from "../grafana/dashboard-uids";
import { apiMetrics, series } from "../../contracts/metrics";
import { fingerprintApi } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import type { AlertGroup, AlertProps, AlertRule } from "./rule-types";
import { type Thresholds, percent } from "./threshold-props";

const api = { service: fingerprintApi.name, component: "api", dashboard: dashboardUids.overview } as const;
const by = (...labels: string[]) => `sum by (${["namespace", "service", ...labels].join(", ")})`;

const down: AlertRule = {
  ...api,
  alert: "FingerPrintAPIDown",
  severity: "critical",
  // `up == 0` is empty, and so silent, once the target is gone from discovery.
  expr: `absent(up{job="${jobs.api}"} == 1)`,
  for: "2m",
  labels: { namespace: fingerprintApi.namespace },
  summary: "No Fingerprint API pod answers Prometheus",
  description: "For 2 minutes no API pod could be scraped: all are down, or none is left to discover.",
};

const highErrorRate = ({ errorRatio }: Thresholds): AlertRule => ({
  ...api,
  alert: "HighErrorRate",
  severity: "warning",
  expr: `${by()} (fingerprint:http_errors:rate5m) / ${by()} (fingerprint:http_requests:rate5m) > ${String(errorRatio)}`,
  for: "5m",
  summary: "{{ $value | humanizePercentage }} of the API's requests fail",
  description: `More than ${percent(errorRatio)} of the requests have ended in a 5xx status for 5 minutes.`,
});

const highLatency = ({ latencySeconds }: Thresholds): AlertRule => ({
  ...api,
  alert: "HighLatency",
  severity: "warning",
  expr: `fingerprint:http_request_latency:p99 > ${String(latencySeconds)}`,
  for: "5m",
  summary: "P99 latency of the API is {{ $value | humanizeDuration }}",
  description: `1 of 100 requests has taken longer than ${String(latencySeconds)} s for 5 minutes.`,
});

/** @param startupBudget seconds that a pod may take to load its models */
const modelLoadingFailure = (startupBudget: number): AlertRule => ({
  ...api,
  alert: "ModelLoadingFailure",
  severity: "critical",
  component: "model",
  dashboard: dashboardUids.models,
  expr:
    `min by (namespace, service, pod, model) (${series(apiMetrics.modelsLoaded)}) == 0` +
    // A slow start is no failure.
    ` and on (namespace, pod) time() - max by (namespace, pod) (${series(apiMetrics.processStartTime)}) > ${String(startupBudget)}`,
  for: "2m",
  summary: "Model {{ $labels.model }} is not loaded in {{ $labels.pod }}",
  description:
    "The pod has reported the model as not loaded for 2 minutes after its time to start; it can't answer identification requests.",
});

const highQueueLatency = ({ queueSeconds }: Thresholds): AlertRule => ({
  ...api,
  alert: "HighQueueLatency",
  severity: "warning",
  component: "queue",
  expr: `histogram_quantile(0.99, ${by("le")} (rate(${series(apiMetrics.queueLatency, {}, "_bucket")}[5m]))) > ${String(queueSeconds)}`,
  for: "3m",
  summary: "Requests wait {{ $value | humanizeDuration }} for a worker (P99)",
  description: `1 of 100 requests has waited longer than ${String(queueSeconds)} s for a worker for 3 minutes.`,
});

const probeFailing: AlertRule = {
  ...api,
  alert: "ProbeFailing",
  severity: "critical",
  component: "ingress",
  dashboard: dashboardUids.slo,
  expr: `max by (namespace, service, target) (probe_success{job="${jobs.probe}"}) == 0`,
  for: "2m",
  summary: "{{ $labels.target }} does not answer",
  description: "The probe of the public URL has failed for 2 minutes: DNS, certificate, ingress or API.",
};

const certificateExpiresSoon = ({ certificateDays }: Thresholds): AlertRule => ({
  ...api,
  alert: "CertificateExpiresSoon",
  severity: "warning",
  component: "ingress",
  dashboard: dashboardUids.slo,
  expr: `min by (namespace, service, target) (probe_ssl_earliest_cert_expiry{job="${jobs.probe}"}) - time() < ${String(certificateDays)} * 86400`,
  for: "1h",
  summary: "The certificate of {{ $labels.target }} expires in {{ $value | humanizeDuration }}",
  description: `It should have been renewed 30 days before its end; less than ${String(certificateDays)} days are left.`,
});

/** Alerts on what users of the API feel. */
export const apiAlerts = ({ startupBudget, thresholds }: AlertProps): readonly AlertGroup[] => [
  { name: "api-availability", rules: [down, probeFailing, certificateExpiresSoon(thresholds)] },
  {
    name: "api-requests",
    rules: [highErrorRate, highLatency, highQueueLatency].map((rule) => rule(thresholds)),
  },
  { name: "api-models", rules: [modelLoadingFailure(startupBudget)] },
];
