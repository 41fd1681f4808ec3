import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What an Alertmanager reads from its Secret, by file name. */
export type AlertmanagerSecrets = Readonly<
  Record<"smtp-password" | "slack-url" | "pagerduty-key" | "heartbeat-url", string>
>;

/**
 * Writes the files of the ConfigMap and of the Secret to a folder, as a pod would have them mounted.
 *
 * @returns the configuration, with the folder's paths in it; the caller writes it to `alertmanager.yml`
 */
export function writeAlertmanagerFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  secrets: AlertmanagerSecrets,
): any {
  mkdirSync(join(folder, "secrets"), { recursive: true });
  for (const [name, text] of Object.entries(secrets)) writeFileSync(join(folder, "secrets", name), text);
  writeFileSync(join(folder, "notifications.tmpl"), files["notifications.tmpl"]!);
  return parse(
    files["alertmanager.yml"]!.replaceAll("/etc/alertmanager/config", folder).replaceAll(
      "/etc/alertmanager/secrets",
      join(folder, "secrets"),
    ),
  );
}
