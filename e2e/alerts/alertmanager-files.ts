import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { configFolder, secretFolder } from "../../monitoring/alertmanager/alertmanager-config";

/** What the mail relay wants to hear. */
export const mailPassword = "not-a-secret";

/**
 * Writes what a pod would have mounted, all but the main file, with one receiver in the place of all services.
 *
 * @param files the ConfigMap's, by name
 * @param receiver the URL below which notifications arrive
 * @returns the configuration with the paths and the receiver's addresses in it, for `alertmanager.yml`
 */
export function writeAlertmanagerFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  receiver: string,
): any {
  const secrets: Readonly<Record<string, string>> = {
    "smtp-password": mailPassword,
    "slack-token": "xoxb-not-a-secret",
    "pagerduty-key": "key",
    "heartbeat-url": `${receiver}/heartbeat`,
  };
  mkdirSync(join(folder, "secrets"), { recursive: true });
  for (const [name, text] of Object.entries(secrets)) writeFileSync(join(folder, "secrets", name), text);
  writeFileSync(join(folder, "notifications.tmpl"), files["notifications.tmpl"]!);
  const config = parse(
    files["alertmanager.yml"]!.replaceAll(configFolder, folder).replaceAll(
      secretFolder,
      join(folder, "secrets"),
    ),
  );
  // Their own addresses are built in: there are no such fields in what is deployed.
  const global = {
    ...config.global,
    pagerduty_url: `${receiver}/pagerduty`,
    slack_app_url: `${receiver}/slack`,
  };
  return { ...config, global };
}
