import { toolPath } from "../../tools/tool-path";
import { type Check, mistakesIn } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { runProgram } from "../run-program";

type Files = Readonly<Record<string, string>>;

export const prometheusConfig: Check = {
  proves: "Prometheus accepts its configuration and every rule file, without a lint",
  needs: ["promtool"],
  run: async () => {
    const all = overlays();
    for (const { folder } of all)
      await promtoolAccepts(configMapFiles(folder, "prometheus", "prometheus-config"));
    return `${all.length} environments`;
  },
  mistakes: mistakesIn("prometheus-config", promtoolAccepts),
};

/** Gives promtool the files as they lie in the pod, but all in one folder. */
export async function promtoolAccepts(files: Files): Promise<void> {
  const folders = /\/etc\/prometheus\/|\/var\/run\/secrets\/kubernetes\.io\/serviceaccount\//g;
  const moved = Object.entries(files).map(([name, content]) => [name, content.replaceAll(folders, "")]);
  const args = ["check", "config", "--lint=all", "--lint-fatal", "prometheus.yml"];
  await runProgram(toolPath("promtool"), args, {
    files: { ...Object.fromEntries(moved), "ca.crt": "", token: "" },
    env: { POD_NAME: "prometheus-0" },
  });
}
