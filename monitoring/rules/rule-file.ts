import { alertsOf } from "./alerts";
import { burnRateAlerts, objectiveRecordings } from "./burn-rate-alerts";
import { recordingRules } from "./recording-rules";
import {
  type AlertGroup,
  type AlertProps,
  type AlertRule,
  type RecordingGroup,
  type RuleGroup,
  isAlert,
} from "./rule-types";
import { type Thresholds, defaultThresholds } from "./threshold-props";

/** Where the links of an alert lead. */
export interface AlertLinks {
  /** Folder of the runbooks, without a slash at the end. */
  readonly runbooksUrl: string;
  /** Grafana, without a slash at the end. */
  readonly grafanaUrl: string;
}

/** All recording rules, those of the objectives included. */
export const allRecordings: readonly RecordingGroup[] = [...recordingRules, ...objectiveRecordings];

/** All alerts of an environment. */
export const alertGroups = (props: AlertProps): readonly AlertGroup[] => [
  ...alertsOf("api", props),
  ...burnRateAlerts,
  ...(["resources", "monitoring", "kubernetes", "logging"] as const).flatMap((name) => alertsOf(name, props)),
];

/** All alerts with these bounds, of an API that starts within 5 minutes, beside cert-manager where its manifests put it. */
export const alertsAt = (thresholds: Thresholds) =>
  alertGroups({ startupBudget: 300, certManagerNamespace: "cert-manager", thresholds });

/** All alerts where an environment says nothing. */
export const allAlerts = alertsAt(defaultThresholds);

function renderAlert(rule: AlertRule, { runbooksUrl, grafanaUrl }: AlertLinks) {
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.for !== undefined && { for: rule.for }),
    labels: { severity: rule.severity, service: rule.service, component: rule.component, ...rule.labels },
    annotations: {
      summary: rule.summary,
      description: rule.description,
      runbook_url: `${runbooksUrl}/${rule.alert}.md`,
      dashboard_url: `${grafanaUrl}/d/${rule.dashboard}`,
    },
  };
}

/** A rule file as Prometheus reads it: an object to be written as YAML. */
export function ruleFile(groups: readonly RuleGroup[], links: AlertLinks) {
  return {
    groups: groups.map(({ name, interval, rules }) => ({
      name,
      ...(interval !== undefined && { interval }),
      rules: rules.map((rule) => (isAlert(rule) ? renderAlert(rule, links) : rule)),
    })),
  };
}
