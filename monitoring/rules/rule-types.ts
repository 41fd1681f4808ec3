import type { dashboardUids } from "../grafana/dashboard-uids";
import type { Thresholds } from "./threshold-props";

/** A duration as Prometheus writes it. */
export type PrometheusDuration = `${number}${"s" | "m" | "h" | "d"}`;

/**
 * How urgent an alert is; Alertmanager routes on it. `critical` wakes a person, `warning` waits for the working day, `info`
 * is for the record, `none` is the Watchdog's heartbeat.
 */
export type Severity = "critical" | "warning" | "info" | "none";

/** A condition that somebody should hear of, in Prometheus' own shape but for its links. Its runbook is `docs/runbooks/<alert>.md`. */
export interface AlertRule {
  /** Name in PascalCase. Dashboards, routes and the runbook's file use it. */
  readonly alert: string;
  /** PromQL; every series that it returns is one alert. Keep `namespace` and `service` through every aggregation. */
  readonly expr: string;
  /** How long the condition must hold. @default "0s", at the first evaluation */
  readonly for?: PrometheusDuration;
  /** With further labels, such as `namespace` where the expression can't keep it. */
  readonly labels: Readonly<Record<string, string>> & {
    readonly severity: Severity;
    /** The service that suffers. A critical alert silences the warnings of the same service, so name it with care. */
    readonly service: string;
    /** The part of the service: `api`, `model`, `storage`. */
    readonly component: string;
  };
  readonly annotations: {
    /** One line for a phone's screen. Templates may use labels that the expression keeps. */
    readonly summary: string;
    /** What is measured, against which bound. */
    readonly description: string;
    /** The dashboard to look at first. */
    readonly dashboard: keyof typeof dashboardUids;
  };
}

/** What differs between the alerts of environments. */
export interface AlertProps {
  /** Seconds that an API pod may take to load its models. */
  readonly startupBudget: number;
  readonly certManagerNamespace: string;
  readonly thresholds: Thresholds;
}

/** A query that is computed ahead and kept as a series of its own, named `level:metric:operation`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated one after the other, at one time. */
export interface RuleGroup<Rule extends AlertRule | RecordingRule = AlertRule | RecordingRule> {
  /** Unique over all groups. */
  readonly name: string;
  /** Time between two evaluations. @default Prometheus' evaluation interval */
  readonly interval?: PrometheusDuration;
  readonly rules: readonly Rule[];
}

export type AlertGroup = RuleGroup<AlertRule>;
export type RecordingGroup = RuleGroup<RecordingRule>;
