import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Check, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";

/** Asks Grafana's API for a path below /api/. */
type Ask = (path: string) => Promise<Response>;

/** The server that the user named, if any: `GRAFANA_URL`, with `GRAFANA_TOKEN` or `GRAFANA_USER` and `GRAFANA_PASSWORD`. */
function namedServer(): Ask | undefined {
  const {
    GRAFANA_URL: url,
    GRAFANA_TOKEN: token,
    GRAFANA_USER: user = "admin",
    GRAFANA_PASSWORD: password = "",
  } = process.env;
  if (!url) return undefined;
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const headers = { authorization: token ? `Bearer ${token}` : basic };
  return (path) => fetch(`${url.replace(/\/$/, "")}/api/${path}`, { headers });
}

/** Whether the check runs: Grafana itself can't be built here, so it needs a server of the user's. */
export const hasGrafana = namedServer() !== undefined;

/** A Grafana that was started with the provisioning files gives them back. */
export const grafana: Check = {
  name: "grafana",
  proves: "the Grafana at GRAFANA_URL has every datasource and dashboard as they were provisioned",
  needs: [],
  run: async () => {
    const server = namedServer();
    if (!server) throw new Error("GRAFANA_URL names no Grafana");
    return provisioned(server);
  },
  mistakes: [
    mistake(
      "a Grafana without dashboards",
      /datasource prometheus: 404[\s\S]*dashboard fingerprint-api-overview: 404/,
      () => provisioned(() => Promise.resolve(new Response(null, { status: 404 }))),
    ),
    mistake("a dashboard that lost its panels", /dashboard fingerprint-api-overview: has 0 panels/, () =>
      provisioned(() => Promise.resolve(Response.json({ dashboard: { panels: [] }, meta: {} }))),
    ),
  ],
};

/** Compares what a server has with what the first environment provisions. Rejects with every difference. */
async function provisioned(ask: Ask): Promise<string> {
  const { folder } = overlays()[0]!;
  const faults: string[] = [];
  const get = async (what: string, path: string): Promise<any> => {
    const response = await ask(path);
    if (response.ok) return response.json();
    faults.push(`${what}: ${response.status}`);
    return undefined;
  };

  const { datasources } = parse(
    configMapFiles(folder, "grafana", "grafana-datasources")["datasources.yaml"]!,
  );
  for (const { uid, type } of datasources) {
    const found = await get(`datasource ${uid}`, `datasources/uid/${uid}`);
    if (found && found.type !== type) faults.push(`datasource ${uid}: is of type ${found.type}, not ${type}`);
  }
  const dashboards = readdirSync(join(folder, "grafana"))
    .flatMap((file) => /^ConfigMap\.(grafana-dashboard-.+)\.yaml$/.exec(file)?.[1] ?? [])
    .flatMap((name) => Object.entries(configMapFiles(folder, "grafana", name)))
    .filter(([file]) => file.endsWith(".json"))
    .map(([, text]) => JSON.parse(text));
  for (const { uid, ...expected } of dashboards) {
    const found = await get(`dashboard ${uid}`, `dashboards/uid/${uid}`);
    if (!found) continue;
    const { panels = [], title } = found.dashboard;
    if (panels.length !== expected.panels.length) {
      faults.push(`dashboard ${uid}: has ${panels.length} panels, not ${expected.panels.length}`);
    }
    if (title !== expected.title) faults.push(`dashboard ${uid}: has the title ${title}`);
    if (found.meta.provisioned !== true) faults.push(`dashboard ${uid}: was not provisioned`);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return `${datasources.length} datasources, ${dashboards.length} dashboards`;
}
