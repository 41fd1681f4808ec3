import { fillYaml } from "../lib/render-template";
import { queryView } from "./query-view";
import type { PrometheusDuration } from "./rules/rule-types";
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

  /** PromQL for how much of it was bad. */
  readonly bad: string;
}

/** The month that objectives are counted over. */
export const objectivePeriod = "30d";

/** Everything that is promised about the API, asked over a window. */
export const objectives = (window: PrometheusDuration = "5m") =>
  fillYaml("monitoring/objectives.yml", { ...queryView(defaultThresholds), window }) as Objective[];
