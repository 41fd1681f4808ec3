import { join } from "node:path";
import { renderYaml } from "../../lib/render-template";
import type { Monitoring } from "../monitoring-props";

/** Folder of the dashboards on Grafana's disk. */
export const dashboardFolder = "/var/lib/grafana-dashboards";

/** Where the Secret is mounted. */
export const secretFolder = "/etc/grafana-secrets";

/** What the Secret `grafana-secrets` holds, by key. The last one only with a database. */
export const secretKeys = {
  "admin-password": "password of the user admin",
  "secret-key": "key that Grafana encrypts stored credentials with; changing it makes them unreadable",
  "database-password": "password of the PostgreSQL user",
} as const;

/** Grafana's settings, as variables that override `grafana.ini`. Those that end in `__FILE` name a file to read. */
export function grafanaSettings({ externalUrl, storage }: Monitoring["grafana"]) {
  return renderYaml(join(__dirname, "grafana-settings.yml"), {
    externalUrl,
    secrets: secretFolder,
    cookieSecure: String(externalUrl.startsWith("https:")),
    dashboards: dashboardFolder,
    postgres: storage.mode === "postgres" && { ...storage, port: String(storage.port) },
  }) as Record<string, string>;
}
