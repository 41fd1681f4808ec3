import {
  type AlertCases,
  type Firing,
  type Series,
  casesOf,
  ends,
  fires,
  histogram,
  silent,
} from "../rule-case";

const target = 'job="fingerprint-api",namespace="fingerprint",service="fingerprint-api",pod="api-0"';

const requests = (good: number, bad: number, times = 100): Series => ({
  [`http_requests_total{${target},status="200"}`]: `0+${good}x${times}`,
  [`http_requests_total{${target},status="500"}`]: `0+${bad}x${times}`,
});

/** Of so many requests, how many are fast enough. */
const durations = (bound: string, fast: number, all: number): Series => ({
  ...histogram("http_request_duration_seconds", target, { [bound]: fast, "+Inf": all }, 100),
  [`http_request_duration_seconds_count{${target}}`]: `0+${all}x100`,
});

const probe = 'probe_success{job="fingerprint-api-probe",namespace="fingerprint",service="fingerprint-api"}';

/** So many good probes, then a failed one, again and again. */
const probes = (good: number): Series => ({
  [probe]: Array.from({ length: Math.ceil(100 / (good + 1)) }, () => `${"1 ".repeat(good)}0`).join(" "),
});

const burning = (objective: string, value: string): Firing => ({
  labels: { namespace: "fingerprint", objective },
  summary: `The error budget for ${objective} burns too fast`,
  value,
});

const objectives = {
  service: "fingerprint-api",
  component: "objective",
  dashboard: "fingerprint-api-slo",
} as const;

const stopping: Series = {
  [`http_requests_total{${target},status="200"}`]: "0+98x30 stale",
  [`http_requests_total{${target},status="500"}`]: "0+2x30 stale",
};

const errorCases: readonly AlertCases[] = [
  casesOf(objectives, "ErrorBudgetBurn", "critical", [
    fires("2 % fail: the budget burns 20 times too fast", requests(98, 2), "2m15s", burning("errors", "2%")),
    fires("0.7 % fail: 7 times too fast", requests(993, 7), "2m15s", burning("errors", "0.7%")),
    silent("0.5 % fail: 5 times too fast is no page", requests(995, 5), "3m", "24m"),
    ends("the series vanish", stopping, "3m", burning("errors", "2%"), "45m"),
  ]),
  casesOf(objectives, "ErrorBudgetBurn", "warning", [
    fires("0.5 % fail: 5 times too fast", requests(995, 5), "15m15s", burning("errors", "0.5%")),
    fires("0.2 % fail: twice too fast", requests(998, 2), "15m15s", burning("errors", "0.2%")),
    silent("0.05 % fail: within the budget", requests(1999, 1), "16m", "24m"),
    silent("nothing has failed yet", requests(100, 0), "16m", "24m"),
    silent(
      "the kubelet is refused while models load",
      {
        ...requests(100, 0),
        [`http_requests_total{${target},status="503",endpoint="/api/v1/models/status"}`]: "0+10x100",
      },
      "16m",
      "24m",
    ),
  ]),
];

const availabilityCases: readonly AlertCases[] = [
  casesOf(objectives, "AvailabilityBudgetBurn", "critical", [
    fires("every probe fails", probes(0), "2m", burning("availability", "100%")),
    silent("1 probe of 50 fails: 4 times too fast is no page", probes(49), "3m", "24m"),
    ends(
      "the probe vanishes",
      {
        [probe]: "0x30 stale",
      },
      "3m",
      burning("availability", "100%"),
      "45m",
    ),
  ]),
  casesOf(objectives, "AvailabilityBudgetBurn", "warning", [
    fires("every probe fails", probes(0), "15m", burning("availability", "100%")),
    silent(
      "every probe succeeds",
      {
        [probe]: "1x100",
      },
      "16m",
      "24m",
    ),
  ]),
];

const latencyCases: readonly AlertCases[] = [
  casesOf(objectives, "LatencyBudgetBurn", "critical", [
    fires(
      "20 % are slower than 1 s: 20 times too fast",
      durations("1.0", 80, 100),
      "2m15s",
      burning("latency-p99", "20%"),
    ),
    fires(
      "80 % are slower than 500 ms: 16 times too fast",
      durations("0.5", 20, 100),
      "2m15s",
      burning("latency-p95", "80%"),
    ),
    silent("5 % are slower than 1 s: 5 times too fast is no page", durations("1.0", 95, 100), "3m", "24m"),
    silent("all are slower than 100 ms: twice too fast is no page", durations("0.1", 0, 100), "3m", "24m"),
  ]),
  casesOf(objectives, "LatencyBudgetBurn", "warning", [
    fires("5 % are slower than 1 s", durations("1.0", 95, 100), "15m15s", burning("latency-p99", "5%")),
    fires("20 % are slower than 500 ms", durations("0.5", 80, 100), "15m15s", burning("latency-p95", "20%")),
    fires("60 % are slower than 100 ms", durations("0.1", 40, 100), "15m15s", burning("latency-p50", "60%")),
    silent("0.9 % are slower than 1 s", durations("1.0", 991, 1000), "16m", "24m"),
    silent("49 % are slower than 100 ms", durations("0.1", 51, 100), "16m", "24m"),
  ]),
];

/** Cases of the alerts on error budgets. */
export const burnRateCases: readonly AlertCases[] = [...errorCases, ...availabilityCases, ...latencyCases];
