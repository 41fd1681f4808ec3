import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { alertmanager } from "../../contracts/components";
import { configFolder, secretFolder } from "../../monitoring/alertmanager/alertmanager-config";
import { type Program, untilReady } from "../processes";
import type { Ground } from "../tools";

/** What the mail relay wants to hear. */
export const mailPassword = "not-a-secret";

export interface AlertmanagerProps {
  /** Files of the ConfigMap, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Of all members. */
  readonly addresses: readonly string[];
  /** Which of them it is, from 0. */
  readonly member: number;
  /** The URL below which notifications arrive, but for mail. */
  readonly receiver: string;
  /** More flags. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts one of several real Alertmanagers, with what a pod would have mounted and one receiver in the place of all services. */
export async function startAlertmanager(
  { folder, processes, tools }: Ground,
  { files, addresses, member, receiver, args = [], env = {} }: AlertmanagerProps,
): Promise<Program> {
  const own = join(folder, `alertmanager-${member}`);
  const secrets = join(own, "secrets");
  mkdirSync(secrets, { recursive: true });
  writeFileSync(join(secrets, "smtp-password"), mailPassword);
  writeFileSync(join(secrets, "slack-token"), "xoxb-not-a-secret");
  writeFileSync(join(secrets, "pagerduty-key"), "key");
  writeFileSync(join(secrets, "heartbeat-url"), `${receiver}/heartbeat`);
  writeFileSync(join(own, "notifications.tmpl"), files["notifications.tmpl"]!);
  const config = parse(
    files["alertmanager.yml"]!.replaceAll(configFolder, own).replaceAll(secretFolder, secrets),
  );
  // Their own addresses are built in: there are no such fields in what is deployed.
  Object.assign(config.global, {
    pagerduty_url: `${receiver}/pagerduty`,
    slack_app_url: `${receiver}/slack`,
  });
  writeFileSync(join(own, "alertmanager.yml"), stringify(config));
  const at = `${addresses[member]}:${alertmanager.port("http")}`;
  const program = processes.start({
    name: `alertmanager-${member}`,
    program: tools.path("alertmanager"),
    args: [
      `--config.file=${join(own, "alertmanager.yml")}`,
      `--storage.path=${join(own, "data")}`,
      `--web.listen-address=${at}`,
      `--cluster.listen-address=${addresses[member]}:9094`,
      ...addresses.map((peer) => `--cluster.peer=${peer}:9094`),
      ...args,
    ],
    env,
  });
  await untilReady(program, 30, async () => (await fetch(`http://${at}/-/ready`)).ok);
  return program;
}
