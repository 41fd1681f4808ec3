import { parse } from "yaml";
import { readDist } from "../../operations/manifests/read-dist";
import { type Check, mistake } from "../check";

/** Asks Grafana's API for a path below /api/. */
type Ask = (path: string) => Promise<Response>;

const { GRAFANA_URL, GRAFANA_TOKEN, GRAFANA_USER = "admin", GRAFANA_PASSWORD = "" } = process.env;

/** Whether the check runs: Grafana itself can't be built here, so it needs a server of the user's. */
export const hasGrafana = Boolean(GRAFANA_URL);

const ask: Ask = (path) => {
  const basic = Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString("base64");
  const authorization = GRAFANA_TOKEN ? `Bearer ${GRAFANA_TOKEN}` : `Basic ${basic}`;
  return fetch(`${GRAFANA_URL?.replace(/\/$/, "")}/api/${path}`, { headers: { authorization } });
};

export const grafana: Check = {
  proves: "the Grafana at GRAFANA_URL has every datasource and dashboard as they were provisioned",
  run: () => provisioned(ask),
  mistakes: [
    mistake("a Grafana without anything", /datasource prometheus: 404[^]*dashboard \S+: 404/, () =>
      provisioned(() => Promise.resolve(new Response(null, { status: 404 }))),
    ),
    mistake("a dashboard that lost its panels", /dashboard fingerprint-api-overview: has 0 panels/, () =>
      provisioned(() => Promise.resolve(Response.json({ dashboard: { panels: [] }, meta: {} }))),
    ),
  ],
};

/** Compares what a server has with what the first environment provisions. Rejects with every difference. */
async function provisioned(ask: Ask): Promise<string> {
  const { manifests } = readDist()[0]!;
  const files = manifests
    .filter(({ kind, metadata: { namespace } }) => kind === "ConfigMap" && namespace === "grafana")
    .flatMap(({ data }) => Object.entries<string>(data));
  const { datasources } = parse(files.find(([file]) => file === "datasources.yaml")![1]);
  const dashboards = files.filter(([file]) => file.endsWith(".json")).map(([, text]) => JSON.parse(text));

  const faults: string[] = [];
  const found = async (kind: string, uid: string): Promise<any> => {
    const response = await ask(`${kind}s/uid/${uid}`);
    if (response.ok) return response.json();
    faults.push(`${kind} ${uid}: ${response.status}`);
    return undefined;
  };
  for (const { uid, type } of datasources) {
    const one = await found("datasource", uid);
    if (one && one.type !== type) faults.push(`datasource ${uid}: is of type ${one.type}, not ${type}`);
  }
  for (const { uid, ...expected } of dashboards) {
    const one = await found("dashboard", uid);
    if (!one) continue;
    const { panels = [], title } = one.dashboard;
    if (panels.length !== expected.panels.length)
      faults.push(`dashboard ${uid}: has ${panels.length} panels, not ${expected.panels.length}`);
    if (title !== expected.title) faults.push(`dashboard ${uid}: has the title ${title}`);
    if (one.meta.provisioned !== true) faults.push(`dashboard ${uid}: was not provisioned`);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return `${datasources.length} datasources, ${dashboards.length} dashboards`;
}
