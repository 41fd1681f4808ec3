import type { Environment } from "../../environments/shape/environment";
import { allAlerts, allRecordings, ruleFile } from "../rules/rule-file";
import { configFiles, prometheusConfig } from "./prometheus-config";
import { toYaml } from "../../lib/yaml";

const renderedRules = new Map<string, string>();

/** A rule file as text. It differs only by where links lead, so it is written once for each. */
function rules(file: "recordings" | "alerts", runbooksUrl: string, grafanaUrl: string): string {
  const key = [file, runbooksUrl, grafanaUrl].join("\n");
  let text = renderedRules.get(key);
  if (text === undefined) {
    text = toYaml(ruleFile(file === "alerts" ? allAlerts : allRecordings, { runbooksUrl, grafanaUrl }));
    renderedRules.set(key, text);
  }
  return text;
}

/** The files of ConfigMap `prometheus-config`. */
export function prometheusFiles(env: Environment): Record<string, string> {
  const { runbooksUrl, grafana } = env.monitoring;
  return {
    [configFiles.main]: toYaml(prometheusConfig(env)),
    [configFiles.recordings]: rules("recordings", "", ""),
    [configFiles.alerts]: rules("alerts", runbooksUrl, grafana.externalUrl),
  };
}
