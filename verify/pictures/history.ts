import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allRecordings, ruleFile } from "../../monitoring/rules/rule-file";
import { toYaml } from "../../lib/yaml";
import { toolPath } from "../../tools/tool-path";
import { runProgram, withServer } from "../run-program";
import { askPrometheus, type Series } from "../servers/ask-prometheus";
import { freePort } from "../servers/listen";
import { withTemporaryFolder } from "../temporary-folder";
import { ordinaryDay } from "./ordinary-day";

/** Asks for a query's course over the hours that pictures show. */
export type Ask = (query: string) => Promise<Series[]>;

/** A day that never changes, so that neither do pictures of it. */
const start = Date.UTC(2026, 0, 1) / 1000;
const minutes = 390;

/** What pictures show: the last six hours. */
const shown = { start: String(start + 30 * 60), end: String(start + minutes * 60), step: "300" };

async function withPrometheus<T>(folder: string, work: (url: string) => Promise<T>): Promise<T> {
  const address = `127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    "--storage.tsdb.retention.time=100y",
    `--web.listen-address=${address}`,
  ];
  const url = `http://${address}`;
  return withServer(`${url}/-/ready`, toolPath("prometheus"), args, () => work(url));
}

/** A real Prometheus that holds an ordinary day, and what our recording rules make of it. */
export function withHistory<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  return withTemporaryFolder(
    async (folder) => {
      // Relative: a group's moments of evaluation hang on the path of its file.
      const promtool = (...args: string[]) =>
        runProgram(toolPath("promtool"), ["tsdb", "create-blocks-from", ...args], { cwd: folder });
      await writeFile(join(folder, "day.txt"), ordinaryDay(start, minutes, 30));
      await promtool("openmetrics", "--quiet", "day.txt", "data");
      const hours = [`--start=${String(start)}`, `--end=${String(start + minutes * 60)}`];
      await withPrometheus(folder, (url) =>
        promtool("rules", `--url=${url}`, ...hours, "--output-dir=data", "rules.yml"),
      );
      // Only at its start does it look for blocks that others have made.
      return withPrometheus(folder, (url) =>
        work((query) => askPrometheus(`${url}/api/v1/query_range`, { query, ...shown })),
      );
    },
    {
      "prometheus.yml": "{}",
      "rules.yml": toYaml(ruleFile(allRecordings(), { runbooksUrl: "", grafanaUrl: "" })),
    },
  );
}
