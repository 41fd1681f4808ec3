import { fingerprintApi } from "../contracts/components";
import { fillYaml } from "../lib/render-template";
import { queryView } from "./query-view";
import type { AlertGroup, AlertRule, PrometheusDuration, RecordingGroup } from "./rules/rule-types";
import { defaultThresholds } from "./rules/threshold-props";

/** A promise about the API, as the share of good events over 30 days. */
export interface Objective {
  /** Value of the label `objective`. */
  readonly name: string;
  /** The alert that burns this objective's budget. Objectives of one kind share one alert and its runbook. */
  readonly alert: string;
  /** What is promised, as a sentence. */
  readonly promise: string;
  /** Share of good events, above 0 and below 1. The rest is the error budget. */
  readonly target: number;
  /** PromQL for how much there was in the window, by namespace and service: probes, or requests of users. */
  readonly events: string;
  readonly bad: string;
}

export const objectivePeriod = "30d";

/** Everything that is promised about the API, asked over a window. */
export const objectives = (window: PrometheusDuration = "5m") =>
  fillYaml("monitoring/objectives.yml", { ...queryView(defaultThresholds), window }) as Objective[];

interface BurnRate {
  /** How many times faster than planned the budget is used up. */
  readonly factor: number;
  /** The window that the burn must have lasted. */
  readonly long: PrometheusDuration;
  /** A short window in which it must still go on, so that the alert ends soon after the trouble. */
  readonly short: PrometheusDuration;
  /** `critical` pages, `warning` makes a ticket. */
  readonly severity: "critical" | "warning";
}

/** The four windows of the SRE workbook, for a period of 30 days. */
const burnRates: readonly BurnRate[] = [
  { factor: 14.4, long: "1h", short: "5m", severity: "critical" },
  { factor: 6, long: "6h", short: "30m", severity: "critical" },
  { factor: 3, long: "1d", short: "2h", severity: "warning" },
  { factor: 1, long: "3d", short: "6h", severity: "warning" },
];

const ratio = (window: PrometheusDuration) => `fingerprint:slo_errors:ratio_rate${window}`;
const windows = [...new Set(burnRates.flatMap(({ long, short }) => [short, long]))];

/** The share of bad events of each objective in each window. */
export function objectiveRecordings(): RecordingGroup[] {
  const inWindows = windows.map((window) => ({ window, all: objectives(window) }));
  return objectives("5m").map(({ name, events, bad }, i) => ({
    name: `objective-${name}`,
    interval: "30s",
    rules: [
      // No events have no share: 0/0 would stay in every mean.
      ...inWindows.map(({ window, all }) => ({
        record: ratio(window),
        expr: `(${all[i]?.bad ?? ""}) / (${all[i]?.events ?? ""} > 0)`,
      })),
      // For longer times: sums can be added and then divided, a mean of shares forgets how many requests there were.
      { record: "fingerprint:slo_events:rate5m", expr: events },
      { record: "fingerprint:slo_bad_events:rate5m", expr: bad },
    ].map((rule) => ({ ...rule, labels: { objective: name } })),
  }));
}

export const budgetOf = ({ target }: Objective): number => Number((1 - target).toFixed(6));

/** Burn rates that can happen at all: a share of bad events never exceeds 1, so a wide budget can't be burnt 14 times. */
export function reachableBurnRates({ target }: Objective): BurnRate[] {
  return burnRates.filter(({ factor }) => factor * (1 - target) < 1);
}

function burnAlert(objective: Objective, severity: BurnRate["severity"]): AlertRule[] {
  const rates = reachableBurnRates(objective).filter((rate) => rate.severity === severity);
  if (rates.length === 0) return [];
  const selector = `{objective="${objective.name}"}`;
  const condition = ({ factor, long, short }: BurnRate) => {
    const bound = `${String(factor)} * ${String(budgetOf(objective))}`;
    return `(${ratio(long)}${selector} > ${bound} and ${ratio(short)}${selector} > ${bound})`;
  };
  return [
    {
      alert: objective.alert,
      // One alert, though both windows may be true at once.
      expr: rates.map(condition).join(" or "),
      for: severity === "critical" ? "2m" : "15m",
      labels: {
        severity,
        service: fingerprintApi.name,
        component: "objective",
        objective: objective.name,
      },
      annotations: {
        summary: `The error budget for ${objective.name} burns too fast`,
        description: `${objective.promise}. At {{ $value | humanizePercentage }} bad events the budget of 30 days ends early.`,
        dashboard: "slo",
      },
    },
  ];
}

/** Alerts on every objective: a page for a fast burn, a ticket for a slow one. */
export const burnRateAlerts = (): AlertGroup[] =>
  objectives().map((objective) => ({
    name: `burn-${objective.name}`,
    rules: (["critical", "warning"] as const).flatMap((severity) => burnAlert(objective, severity)),
  }));
