import { apiMetrics, byUsers, series } from "../contracts/metrics";
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

  /** PromQL for how much there was in a window, by namespace and service: probes, or requests of users. */
  readonly events: (window: PrometheusDuration) => string;

  /** PromQL for how much of it was bad. */
  readonly bad: (window: PrometheusDuration) => string;
}

/** PromQL for the share of bad events in a window, from 0 to 1. No events have no share: 0/0 would stay in every mean. */
export const errorRatio = ({ bad, events }: Objective, window: PrometheusDuration) =>
  `(${bad(window)}) / (${events(window)} > 0)`;

const sum = (selector: string, window: string, over = "rate") =>
  `sum by (namespace, service) (${over}(${selector}[${window}]))`;

const probes = `probe_success{job="${jobs.probe}"}`;
const requests = series(apiMetrics.requests, byUsers);
const failed = series(apiMetrics.requests, { status: '=~"5.."', ...byUsers });
const answered = series(apiMetrics.requestDuration, byUsers, "_count");

function slowerThan(bound: string): Pick<Objective, "events" | "bad"> {
  const fast = series(apiMetrics.requestDuration, { le: bound, ...byUsers }, "_bucket");
  return {
    events: (window) => sum(answered, window),
    bad: (window) => `${sum(answered, window)} - ${sum(fast, window)}`,
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
    events: (window) => sum(probes, window, "count_over_time"),
    bad: (window) => `${sum(probes, window, "count_over_time")} - ${sum(probes, window, "sum_over_time")}`,
  },
  {
    name: "errors",
    alert: "ErrorBudgetBurn",
    promise: "Fewer than 0.1 % of the requests end in a 5xx status",
    target: 0.999,
    events: (window) => sum(requests, window),
    // Without a single 5xx yet there is no such series; zero is the right answer then.
    bad: (window) => `${sum(failed, window)} or 0 * ${sum(requests, window)}`,
  },
  {
    name: "latency-p50",
    alert: "LatencyBudgetBurn",
    promise: "50 % of the requests take less than 100 ms",
    target: 0.5,
    ...slowerThan("0.1"),
  },
  {
    name: "latency-p95",
    alert: "LatencyBudgetBurn",
    promise: "95 % of the requests take less than 500 ms",
    target: 0.95,
    ...slowerThan("0.5"),
  },
  {
    name: "latency-p99",
    alert: "LatencyBudgetBurn",
    promise: "99 % of the requests take less than 1 s",
    target: 0.99,
    // Prometheus 3 writes whole numbers as floats in this label.
    ...slowerThan("1.0"),
  },
];
