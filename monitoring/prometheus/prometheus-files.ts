import { type Duration, seconds } from "../../lib/validation/quantity";
import { toYaml } from "../../lib/yaml";
import type { Monitoring } from "../monitoring-props";
import { alertGroups, allRecordings, ruleFile } from "../rules/rule-file";
import { ownRuleFile } from "../rules/own-alerts";
import { type PrometheusConfigProps, configFiles, prometheusYml } from "./prometheus-config";

export interface PrometheusFilesProps extends PrometheusConfigProps {
  readonly monitoring: Pick<Monitoring, "prometheus" | "alerts" | "thresholds" | "grafana" | "runbooksUrl">;
  /** How long an API pod may take to load its models. */
  readonly startupBudget: Duration;
}

/** The files of ConfigMap `prometheus-config`. */
export function prometheusFiles(props: PrometheusFilesProps): Record<string, string> {
  const { runbooksUrl, grafana, alerts, thresholds } = props.monitoring;
  const differing = {
    startupBudget: seconds(props.startupBudget),
    certManagerNamespace: props.cluster.certManagerNamespace,
    thresholds,
  };
  const links = { runbooksUrl, grafanaUrl: grafana.externalUrl };
  return {
    [configFiles.main]: prometheusYml(props),
    [configFiles.recordings]: toYaml(ruleFile(allRecordings(), links)),
    [configFiles.alerts]: toYaml(ruleFile(alertGroups(differing), links)),
    ...(alerts.length > 0 && { [configFiles.ownAlerts]: toYaml(ownRuleFile(alerts, grafana.externalUrl)) }),
  };
}
