import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { toolPath } from "../../tools/tool-path";
import { dataFile } from "../data-file";
import { RunningProgram } from "../run-program";
import { freePort } from "../servers/free-port";
import { withTemporaryFolder } from "../temporary-folder";
import { until } from "../until";

type Labels = Readonly<Record<string, string>>;

const cases = dataFile(join(__dirname, "inhibition.yaml")) as readonly {
  readonly what: string;
  readonly source: Labels;
  readonly target: Labels;
  readonly silenced: boolean;
}[];

/** Rejects unless a running Alertmanager silences by an environment's rules what it is to silence, and nothing else. */
export async function silencesAsMeant(alertmanagerYml: string): Promise<void> {
  const { inhibit_rules } = parse(alertmanagerYml) as { inhibit_rules: readonly object[] };
  const config = { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }], inhibit_rules };
  const address = `127.0.0.1:${await freePort()}`;
  const args = ["--config.file=alertmanager.yml", "--storage.path=.", "--cluster.listen-address="];
  const files = { "alertmanager.yml": JSON.stringify(config) };
  await withTemporaryFolder(async (cwd) => {
    const all = [...args, `--web.listen-address=${address}`];
    const alertmanager = new RunningProgram(toolPath("alertmanager"), all, { cwd });
    try {
      await alertmanager.untilReady(`http://${address}/-/ready`);
      for (const one of cases) await tried(one, `http://${address}/api/v2/alerts`);
    } finally {
      await alertmanager.stop();
    }
  }, files);
}

/** Lets both alerts fire, looks at the second, and ends them. */
async function tried({ what, source, target, silenced }: (typeof cases)[number], url: string) {
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
