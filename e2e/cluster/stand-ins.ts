import { join } from "node:path";
import { fillYaml } from "../../lib/render-template";
import type { PrerequisiteRow } from "../../operations/manifests/environment-manifests";
import { type Api, ApiError } from "./api";

/**
 * Makes what the environment needs and does not make itself, except nodes and APIs.
 *
 * @param value What a key of a Secret holds; by default the same text for all.
 */
export async function makeStandIns(
  api: Api,
  prerequisites: readonly PrerequisiteRow[],
  value: (key: string) => string = () => "stand-in",
): Promise<void> {
  for (const { kind, namespace, name, detail } of prerequisites) {
    const standIns = fillYaml(join(__dirname, "stand-ins.yaml"), { namespace }) as Record<string, any>;
    const { path, ...object } = standIns[kind] ?? {};
    if (path === undefined || name === "(default)") continue;
    if (namespace !== "") await make(api, "/api/v1/namespaces", { metadata: { name: namespace } });
    const keys = detail.split(",").map((key) => [key, value(key)]);
    const data = kind === "secret" ? { stringData: Object.fromEntries(keys) } : {};
    await make(api, path, { metadata: { name }, ...object, ...data });
    if (kind === "gatewayclass")
      await api.merge(`${path}/${name}/status`, { status: { conditions: [accepted] } });
  }
}

/** What a controller of gateways would say, if there were one. */
const accepted = {
  ...{ type: "Accepted", status: "True", reason: "Simulated", message: "simulated" },
  lastTransitionTime: new Date().toISOString(),
};

/** Creates an object unless it is there. */
export async function make(api: Api, path: string, object: object): Promise<void> {
  await api.create(path, object).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  });
}
