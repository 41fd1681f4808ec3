import { apiMetrics, series } from "../contracts/metrics";
import { jobs } from "../contracts/jobs";
import type { PrometheusDuration } from "./rules/rule-types";

/** A promise about the API, as the share of good events over 30 days. */
export interface Objective {
  /** Value of the label `objective`. */
  readonly name: "availability" | "errors" | "latency-p50" | "latency-p95" | "latency-p99";

  /** The alert that burns this objective's budget. Objectives of one kind share one alert and its runbook. */
  readonly alert: "AvailabilityBudgetBurn" | "ErrorBudgetBurn" | "LatencyBudgetBurn";

  /** What is promised, as a sentence. */
  readonly promise: string;

  /** Share of good events, above 0 and below 1. The rest is the error budget. */
  readonly target: number;

  /** PromQL for the share of bad events in a window, from 0 to 1, by namespace and service. */
  readonly errorRatio: (window: PrometheusDuration) => string;
}

const by = "sum by (namespace, service)";

const failed = (window: string) => series(apiMetrics.requests, { status: '=~"5.."' }) + `[${window}]`;
const all = (window: string) => series(apiMetrics.requests) + `[${window}]`;

function slowerThan(bound: string) {
  return (window: PrometheusDuration) => {
    const fast = series(apiMetrics.requestDuration, { le: bound }, "_bucket");
    const total = series(apiMetrics.requestDuration, {}, "_count");
    return `1 - ${by} (rate(${fast}[${window}])) / ${by} (rate(${total}[${window}]))`;
  };
}

/** The month that objectives are counted over. */
export const objectivePeriod = "30d";

/** Everything that is promised about the API. Rules, alerts and the SLO dashboard are generated from this list. */
export const objectives: readonly Objective[] = [
  {
    name: "availability",
    alert: "AvailabilityBudgetBurn",
    promise: "The public URL answers 99.5 % of the probes",
    target: 0.995,
    // Counted at the ingress, where users are: a broken certificate or Ingress counts too.
    errorRatio: (window) =>
      `1 - avg by (namespace, service) (avg_over_time(probe_success{job="${jobs.probe}"}[${window}]))`,
  },
  {
    name: "errors",
    alert: "ErrorBudgetBurn",
    promise: "Fewer than 0.1 % of the requests end in a 5xx status",
    target: 0.999,
    // Without a single 5xx yet there is no such series; zero is the right answer then.
    errorRatio: (window) =>
      `(${by} (rate(${failed(window)})) or 0 * ${by} (rate(${all(window)}))) / ${by} (rate(${all(window)}))`,
  },
  {
    name: "latency-p50",
    alert: "LatencyBudgetBurn",
    promise: "50 % of the requests take less than 100 ms",
    target: 0.5,
    errorRatio: slowerThan("0.1"),
  },
  {
    name: "latency-p95",
    alert: "LatencyBudgetBurn",
    promise: "95 % of the requests take less than 500 ms",
    target: 0.95,
    errorRatio: slowerThan("0.5"),
  },
  {
    name: "latency-p99",
    alert: "LatencyBudgetBurn",
    promise: "99 % of the requests take less than 1 s",
    target: 0.99,
    // Prometheus 3 writes whole numbers as floats in this label.
    errorRatio: slowerThan("1.0"),
  },
];
