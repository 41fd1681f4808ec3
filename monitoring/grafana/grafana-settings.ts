import { renderYaml } from "../../lib/render-template";
import type { Monitoring } from "../monitoring-props";

/** Folder of the dashboards on Grafana's disk. */
export const dashboardFolder = "/var/lib/grafana-dashboards";

/** Where the Secret is mounted. */
export const secretFolder = "/etc/grafana-secrets";

/** Keys of the Secret `grafana-secrets`. Another `secret-key` makes stored credentials unreadable, which it encrypts. */
export const secretKeys = ({ storage }: Monitoring["grafana"]) =>
  ["admin-password", "secret-key"].concat(storage.mode === "postgres" ? "database-password" : []);

/** Grafana's settings, as variables that override `grafana.ini`. Those that end in `__FILE` name a file to read. */
export function grafanaSettings({ externalUrl, storage }: Monitoring["grafana"]) {
  return renderYaml("monitoring/grafana/grafana-settings.yml", {
    externalUrl,
    secrets: secretFolder,
    cookieSecure: String(externalUrl.startsWith("https:")),
    dashboards: dashboardFolder,
    postgres: storage.mode === "postgres" && { ...storage, port: String(storage.port) },
  }) as Record<string, string>;
}
