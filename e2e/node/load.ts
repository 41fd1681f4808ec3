import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintApi } from "../../contracts/components";
import { toolPath } from "../../tools/tool-path";
import { inNetworkOf } from "./pods";
import type { NodeStage } from "./scenario";
import { withVisitors } from "./visitors";

export interface LoadResult {
  readonly sent: number;

  /** How often requests failed, by the reason. */
  readonly failures: Readonly<Record<string, number>>;

  /** Milliseconds that the slowest took. */
  readonly slowest: number;
}

export interface LoadProps {
  /** Of its log. */
  readonly name: string;

  /** Requests per second. Every second one is over a connection of its own, the others over connections that stay. */
  readonly rate: number;

  /** Name of the node that they come from. @default any */
  readonly node?: string;
}

/** Posts to the API through its Service, at a steady rate while the work is done. */
export async function underLoad(
  { cluster, processes, folder }: NodeStage,
  { name, rate, node }: LoadProps,
  work: () => Promise<void>,
): Promise<LoadResult> {
  const address = `${await cluster.serviceAddress(fingerprintApi)}:${fingerprintApi.servicePort("http")}`;
  const result = join(folder, `${name}.json`);
  const values = {
    ADDRESS: `http://${address}/api/v1/fingerprint/identify`,
    ...{ RATE: rate, RESULT: result },
  };
  const environment = Object.entries(values).map(([key, value]) => `--env=${key}=${value}`);
  const words = ["run", "--quiet", "--no-usage-report", "--address=", ...environment];
  // It has the labels of the ingress controller, which is who may ask the API.
  const labels = { "app.kubernetes.io/name": "ingress-nginx" };
  await withVisitors(cluster, [{ namespace: "ingress-nginx", name: "load", labels, node }], async ([pod]) => {
    const k6 = processes.start({
      ...{ name, program: "nsenter" },
      args: inNetworkOf(pod!, toolPath("k6"), ...words, join(__dirname, "k6.mjs")),
      // Extensions would be fetched as programs.
      env: { K6_AUTO_EXTENSION_RESOLUTION: "false" },
    });
    try {
      await work();
    } finally {
      await k6.stop("SIGTERM", 15_000);
    }
  });
  return JSON.parse(readFileSync(result, "utf8"));
}
