import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistakesIn } from "../check";
import { configMapFiles } from "../config-map";
import { dataFile } from "../data-file";
import { overlays } from "../overlays";
import { runProgram, withServer } from "../run-program";
import { freePort } from "../servers/listen";
import { withTemporaryFolder } from "../temporary-folder";
import { until } from "../until";

type Files = Readonly<Record<string, string>>;

/** An alert that fires, another, and whether the first silences the second. */
interface Inhibition {
  readonly what: string;
  readonly source: Files;
  readonly target: Files;
  readonly silenced: boolean;
}

const inhibitions = dataFile(join(__dirname, "../rules/inhibition.yaml")) as readonly Inhibition[];

const routes = dataFile(join(__dirname, "../rules/routes.yaml")) as { labels: string[]; receiver: string }[];

export const alertmanagerConfig: Check = {
  proves: "Alertmanager takes its configuration, routes each severity to its receiver, silences what follows",
  needs: ["amtool", "alertmanager"],
  run: async () => {
    const all = overlays();
    for (const { folder } of all) await accepted(configMapFiles(folder, "prometheus", "alertmanager-config"));
    return `${all.length} environments, ${routes.length} routes each`;
  },
  mistakes: mistakesIn("alertmanager-config", accepted),
};

async function accepted(files: Files): Promise<void> {
  await amtoolAccepts(files);
  await silencesAsMeant(files["alertmanager.yml"] ?? "");
}

/** Rejects unless amtool takes the files and routes each alert to its receiver. */
export async function amtoolAccepts(files: Files): Promise<void> {
  const texts = Object.entries(files).map(([name, text]) => [
    name,
    text.replaceAll("/etc/alertmanager/config/", "./"),
  ]);
  const amtool = (...args: string[]) =>
    runProgram(toolPath("amtool"), args, { files: Object.fromEntries(texts) });
  await amtool("check-config", "alertmanager.yml");
  for (const { labels, receiver } of routes) {
    const expected = ["--config.file=alertmanager.yml", `--verify.receivers=${receiver}`, ...labels];
    await amtool("config", "routes", "test", ...expected);
  }
}

/** Rejects unless a running Alertmanager silences by an environment's rules what it is to silence, and nothing else. */
async function silencesAsMeant(alertmanagerYml: string): Promise<void> {
  const { inhibit_rules } = parse(alertmanagerYml) as { inhibit_rules: readonly object[] };
  const config = { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }], inhibit_rules };
  const address = `127.0.0.1:${await freePort()}`;
  const args = ["--config.file=alertmanager.yml", "--storage.path=.", "--cluster.listen-address="];
  const files = { "alertmanager.yml": JSON.stringify(config) };
  args.push(`--web.listen-address=${address}`);
  const tryAll = async () => {
    for (const one of inhibitions) await tried(one, `http://${address}/api/v2/alerts`);
  };
  await withTemporaryFolder(
    (cwd) => withServer(`http://${address}/-/ready`, toolPath("alertmanager"), args, tryAll, { cwd }),
    files,
  );
}

/** Lets both alerts fire, looks at the second, and ends them. */
async function tried({ what, source, target, silenced }: Inhibition, url: string) {
  const both = Object.entries({ source, target }).map(([end, labels]) => ({ labels: { ...labels, end } }));
  const send = (alerts: readonly object[]) => {
    const headers = { "content-type": "application/json" };
    return fetch(url, { method: "POST", headers, body: JSON.stringify(alerts) });
  };
  const isSilenced = async () => {
    const [found] = (await (await fetch(`${url}?filter=end="target"`)).json()) as any[];
    return found.status.inhibitedBy.length > 0;
  };
  await send(both);
  if (silenced) await until(`${what}: it is not silenced`, 5, isSilenced);
  else await pause(500);
  if ((await isSilenced()) !== silenced) throw new Error(`${what}: it is silenced`);
  await send(both.map((alert) => ({ ...alert, endsAt: new Date() })));
}
