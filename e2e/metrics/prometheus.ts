import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { prometheus } from "../../contracts/components";
import { untilReady } from "../processes";
import type { Stage } from "../scenario";
import type { Ground } from "../tools";
import { signIn } from "./sign-in";

/** A target as Prometheus' API lists it. */
export interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

export interface PrometheusProps {
  readonly pod: string;
  /** Files of the ConfigMap, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** What is different here from a pod, in its configuration. */
  readonly adapt: (config: any) => unknown;
  /** Where it listens, on its own port. */
  readonly addresses: readonly string[];
  /** More flags. @default none */
  readonly args?: readonly string[];
}

/** Starts a real Prometheus. Returns what asks its API for the data below `/api/v1/`. */
export async function runPrometheus(
  { folder, processes, tools }: Ground,
  { pod, files, adapt, addresses, args = [] }: PrometheusProps,
): Promise<(path: string) => Promise<any>> {
  const own = join(folder, pod);
  mkdirSync(own, { recursive: true });
  const config = adapt(parse(files["prometheus.yml"]!.replaceAll("/etc/prometheus", own)));
  for (const [name, text] of Object.entries({ ...files, "prometheus.yml": stringify(config) }))
    writeFileSync(join(own, name), text);
  const hosts = addresses.map((address) => `${address}:${prometheus.port("http")}`);
  const program = processes.start({
    name: pod,
    program: tools.path("prometheus"),
    args: [
      `--config.file=${join(own, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(own, "data")}`,
      ...hosts.map((host) => `--web.listen-address=${host}`),
      ...args,
    ],
    env: { POD_NAME: pod },
  });
  const url = `http://${hosts[0]}`;
  await untilReady(program, 30, async () => (await fetch(`${url}/-/ready`)).ok);
  return async (path) => ((await (await fetch(`${url}/api/v1/${path}`)).json()) as { data: any }).data;
}

/**
 * Starts the real Prometheus with the configuration and the rights that the cluster gives it, at the addresses of the
 * simulated ones and of their Service.
 *
 * @returns what asks its API for the data below `/api/v1/`
 */
export async function startPrometheus(stage: Stage): Promise<(path: string) => Promise<any>> {
  const { cluster, folder } = stage;
  const account = await signIn(cluster, prometheus, folder);
  const pods = await cluster.pods(prometheus);
  return runPrometheus(stage, {
    pod: "prometheus-0",
    files: await cluster.configMap(prometheus.namespace, `${prometheus.name}-config`),
    adapt: (config) => {
      for (const part of [...config.scrape_configs, ...config.alerting.alertmanagers]) {
        // In a pod these would be found by themselves.
        for (const discovery of part.kubernetes_sd_configs ?? [])
          discovery.kubeconfig_file = account.kubeconfig;
        if (part.authorization) part.authorization.credentials_file = account.token;
        if (part.tls_config?.ca_file?.startsWith("/var/run/secrets/kubernetes.io/"))
          part.tls_config.ca_file = account.authority;
      }
      return config;
    },
    addresses: [await cluster.serviceAddress(prometheus), ...pods.map(({ status }) => status.podIP)],
  });
}
