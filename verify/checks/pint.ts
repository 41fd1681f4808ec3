import { join } from "node:path";
import { toYaml } from "../../lib/yaml";
import { configFiles } from "../../monitoring/prometheus/prometheus-config";
import { ownAlert, ownRuleFile } from "../../monitoring/rules/own-alerts";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistakesIn } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { runProgram } from "../run-program";
import { variants } from "../variants/variants";

const config = join(__dirname, "..", "pint.hcl");
const { alerts, recordings, ownAlerts } = configFiles;

export const pint: Check = {
  proves: "no rule has a mistake that pint knows, and every alert has its annotations and labels",
  needs: ["pint"],
  run: async () => {
    const all = overlays();
    for (const { folder } of all) {
      const files = Object.entries(configMapFiles(folder, "prometheus", "prometheus-config"));
      const rules = files.filter(([name]) => [alerts, recordings, ownAlerts].some((one) => one === name));
      await lint(Object.fromEntries(rules));
    }
    const own = Object.values(variants).flatMap(({ monitoring }) => monitoring.alerts ?? []);
    const ownRules = ownRuleFile(
      own.map((alert) => ownAlert.parse(alert)),
      "https://grafana.example.com",
    );
    await lint({ [ownAlerts]: toYaml(ownRules) });
    return `${all.length} environments, ${own.length} alert of an environment's own`;
  },
  mistakes: mistakesIn("pint", (files: Readonly<Record<string, object>>) =>
    lint(Object.fromEntries(Object.entries(files).map(([name, rules]) => [name, toYaml(rules)]))),
  ),
};

/** Rejects with every finding of pint, from a warning up. */
async function lint(files: Readonly<Record<string, string>>): Promise<void> {
  const words = ["--offline", "--no-color", "--config", config, "lint"];
  const args = [...words, "--fail-on=warning", "--min-severity=warning", ...Object.keys(files)];
  await runProgram(toolPath("pint"), args, { files });
}
