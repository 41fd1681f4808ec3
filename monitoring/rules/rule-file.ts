import { existsSync } from "node:fs";
import { fillYaml } from "../../lib/render-template";
import type { Fault } from "../../lib/validation/fault";
import { dashboardUids } from "../grafana/dashboard-uids";
import { burnRateAlerts, objectiveRecordings } from "../objectives";
import { queryView } from "../query-view";
import type { AlertGroup, AlertProps, AlertRule, RecordingGroup, RuleGroup } from "./rule-types";
import { type Thresholds, defaultThresholds } from "./threshold-props";

export interface AlertLinks {
  /** Folder of the runbooks, without a slash at the end. */
  readonly runbooksUrl: string;
  /** Grafana, without a slash at the end. */
  readonly grafanaUrl: string;
}

export const recordingRules = () =>
  fillYaml("monitoring/rules/recordings.yml", queryView(defaultThresholds)) as RecordingGroup[];

export const allRecordings = (): RecordingGroup[] => [...recordingRules(), ...objectiveRecordings()];

export function alertGroups({ thresholds, ...props }: AlertProps): AlertGroup[] {
  const view = { ...queryView(thresholds), ...props };
  const alertsOf = (name: string) => fillYaml(`monitoring/rules/alerts/${name}.yml`, view) as AlertGroup[];
  return [
    ...alertsOf("api"),
    ...burnRateAlerts(),
    ...["resources", "monitoring", "kubernetes", "logging"].flatMap(alertsOf),
  ];
}

/** All alerts with these bounds, of an API that starts within 5 minutes, beside cert-manager where its manifests put it. */
export const alertsAt = (thresholds: Thresholds) =>
  alertGroups({ startupBudget: 300, certManagerNamespace: "cert-manager", thresholds });

/** All alerts where an environment says nothing. */
export const allAlerts = () => alertsAt(defaultThresholds);

function withLinks({ annotations, ...rule }: AlertRule, { runbooksUrl, grafanaUrl }: AlertLinks) {
  const { dashboard, ...texts } = annotations;
  return {
    ...rule,
    annotations: {
      ...texts,
      runbook_url: `${runbooksUrl}/${rule.alert}.md`,
      dashboard_url: `${grafanaUrl}/d/${dashboardUids[dashboard]}`,
    },
  };
}

/** A rule file as Prometheus reads it: an object to be written as YAML. */
export function ruleFile(groups: readonly RuleGroup[], links: AlertLinks) {
  return {
    groups: groups.map(({ rules, ...group }) => ({
      ...group,
      rules: rules.map((rule) => ("alert" in rule ? withLinks(rule, links) : rule)),
    })),
  };
}

/** Alerts without a page for whoever is on call. No prop of an environment is to blame. */
export function missingRunbooks(alerts: readonly AlertGroup[] = allAlerts()): Fault[] {
  const pages = new Map(
    alerts.flatMap(({ rules }) => rules.map(({ alert }) => [`docs/runbooks/${alert}.md`, alert])),
  );
  return [...pages]
    .filter(([page]) => !existsSync(page))
    .map(([path, alert]) => ({ path, remedy: `is missing: alert ${alert} sends on-call there. Write it` }));
}
