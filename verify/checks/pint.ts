import { join } from "node:path";
import { toYaml } from "../../lib/yaml";
import { configFiles } from "../../monitoring/prometheus/prometheus-config";
import { type OwnAlert, ownAlert, ownRuleFile } from "../../monitoring/rules/own-alerts";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";
import { variants } from "../variants/variants";

const config = join(__dirname, "..", "pint.hcl");
const { alerts, recordings, ownAlerts } = configFiles;

const alert = (expr: string, more = "") => ({
  "alert_rules.yml": `
groups:
  - name: a
    rules:
      - alert: A
        expr: ${expr}
        for: 5m
        labels: { severity: critical, service: a, component: a }
        annotations:
          summary: a
          description: a
          dashboard_url: https://grafana.example.com/d/a
${more}
`,
});
const runbook = "          runbook_url: https://runbooks.example.com/A.md";

const ofOwn = (...own: readonly OwnAlert[]) => ({
  [ownAlerts]: toYaml(ownRuleFile(own, "https://grafana.example.com")),
});

/** pint knows mistakes that parse: comparisons that can't be true, lost labels, alerts that flap. */
export const pint: Check = {
  name: "pint",
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
    await lint(ofOwn(...own.map((alert) => ownAlert.parse(alert))));
    return `${all.length} environments, ${own.length} alert of an environment's own`;
  },
  mistakes: [
    mistake("an alert without a runbook", /runbook_url/, () => lint(alert("up == 0"))),
    mistake("a runbook of another alert", /runbook_url/, () =>
      lint(alert("up == 0", runbook.replace("A.md", "B.md"))),
    ),
    mistake("an alert without a comparison", /alerts\/comparison/, () =>
      lint(alert("rate(http_requests_total[5m])", runbook)),
    ),
    mistake(
      "an alert of an environment's own without a comparison",
      /own_rules\.yml[\s\S]*alerts\/comparison/,
      () =>
        lint(
          ofOwn(
            ownAlert.parse({
              name: "Slow",
              expr: "rate(http_requests_total[5m])",
              severity: "warning",
              summary: "It is slow",
              runbookUrl: "https://runbooks.example.com/slow",
            }),
          ),
        ),
    ),
    mistake("a template that names a label which the query drops", /alerts\/template/, () =>
      lint(alert("sum(up) == 0", `${runbook}\n          who: "{{ $labels.pod }}"`)),
    ),
    mistake("a regular expression that matches one text", /promql\/regexp/, () =>
      lint(alert('up{job=~"api"} == 0', runbook)),
    ),
    mistake("a recording that loses the namespace", /promql\/aggregate/, () =>
      lint({
        "recording_rules.yml":
          "groups:\n  - name: a\n    rules:\n      - record: fingerprint:a:sum\n        expr: sum by (service) (up)\n",
      }),
    ),
  ],
};

/** Rejects with every finding of pint, from a warning up. */
async function lint(files: Readonly<Record<string, string>>): Promise<void> {
  const words = ["--offline", "--no-color", "--config", config, "lint"];
  const args = [...words, "--fail-on=warning", "--min-severity=warning", ...Object.keys(files)];
  await withTemporaryFolder((cwd) => runProgram(toolPath("pint"), args, { cwd }), files);
}
