import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

type Files = Readonly<Record<string, string>>;

const scrape = "scrape_configs: [{ job_name: a, static_configs: [{ targets: [a:80] }] }]";
const rule = (text: string): Files => ({
  "prometheus.yml": `${scrape}\nrule_files: [/etc/prometheus/rules.yml]`,
  "rules.yml": `groups: [{ name: a, rules: [${text}] }]`,
});

/** Prometheus of the pinned version, with Kubernetes discovery, reads every environment's configuration and rules. */
export const prometheusConfig: Check = {
  name: "prometheus-config",
  proves: "Prometheus accepts its configuration and every rule file, without a lint",
  needs: ["promtool"],
  run: async () => {
    const all = overlays();
    for (const { folder } of all)
      await promtoolAccepts(configMapFiles(folder, "prometheus", "prometheus-config"));
    return `${all.length} environments`;
  },
  mistakes: [
    mistake("an unknown setting", /field storrage not found/, () =>
      promtoolAccepts({ "prometheus.yml": `${scrape}\nstorrage: {}` }),
    ),
    mistake("a rule with a syntax error", /unexpected end of input|could not parse expression/, () =>
      promtoolAccepts(rule('{ alert: A, expr: "rate(http_requests_total[5m" }')),
    ),
    mistake("two rules of one name and labels", /duplicate rule/, () =>
      promtoolAccepts(rule('{ alert: A, expr: "up" }, { alert: A, expr: "up == 0" }')),
    ),
    mistake("a discovery of an unknown role", /unknown Kubernetes SD role/, () =>
      promtoolAccepts({
        "prometheus.yml": "scrape_configs: [{ job_name: a, kubernetes_sd_configs: [{ role: pods }] }]",
      }),
    ),
  ],
};

/** Gives promtool the files as they lie in the pod, but all in one folder. */
export async function promtoolAccepts(files: Files): Promise<void> {
  const folders = /\/etc\/prometheus\/|\/var\/run\/secrets\/kubernetes\.io\/serviceaccount\//g;
  const moved = Object.entries(files).map(([name, content]) => [name, content.replaceAll(folders, "")]);
  const args = ["check", "config", "--lint=all", "--lint-fatal", "prometheus.yml"];
  await withTemporaryFolder(
    (cwd) => runProgram(toolPath("promtool"), args, { cwd, env: { POD_NAME: "prometheus-0" } }),
    { ...Object.fromEntries(moved), "ca.crt": "", token: "" },
  );
}
