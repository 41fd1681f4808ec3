import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { prometheus } from "../../contracts/components";
import { signIn } from "../cluster/account";
import { untilReady } from "../processes";
import type { Stage } from "../scenario";

/** A target as Prometheus' API lists it. */
export interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

/**
 * Starts the real Prometheus with the configuration and the rights that the cluster gives it, at the addresses of the
 * simulated ones and of their Service.
 *
 * @returns the names of the configured scrape jobs, and what tells their active targets and where alerts go
 */
export async function startPrometheus({ cluster, processes, tools, folder }: Stage) {
  const own = join(folder, "prometheus");
  mkdirSync(own, { recursive: true });
  const account = await signIn(cluster, prometheus, own);
  const files = await cluster.configMap(prometheus.namespace, "prometheus-config");
  for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
  const config = parse(files["prometheus.yml"]!.replaceAll("/etc/prometheus", own));
  for (const part of [...config.scrape_configs, ...config.alerting.alertmanagers]) {
    // In a pod these would be found by themselves.
    for (const discovery of part.kubernetes_sd_configs ?? []) discovery.kubeconfig_file = account.kubeconfig;
    if (part.authorization) part.authorization.credentials_file = account.tokenFile;
    if (part.tls_config?.ca_file?.startsWith("/var/run/secrets/kubernetes.io/"))
      part.tls_config.ca_file = account.authorityFile;
  }
  writeFileSync(join(own, "prometheus.yml"), stringify(config));
  const pods = await cluster.pods(prometheus);
  const service = await cluster.serviceAddress(prometheus);
  const addresses: string[] = [...pods.map(({ status }) => status.podIP), service];
  const program = processes.start({
    name: "prometheus",
    program: tools.path("prometheus"),
    args: [
      `--config.file=${join(own, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(own, "data")}`,
      ...addresses.map((address) => `--web.listen-address=${address}:${prometheus.port("http")}`),
    ],
    env: { POD_NAME: "prometheus-0" },
  });
  const url = `http://${service}:${prometheus.port("http")}`;
  await untilReady(program, 30, async () => (await fetch(`${url}/-/ready`)).ok);
  const ask = async (path: string) => ((await (await fetch(`${url}/api/v1/${path}`)).json()) as any).data;
  return {
    jobs: config.scrape_configs.map((job: any) => job.job_name) as readonly string[],
    targets: async (): Promise<readonly Target[]> => (await ask("targets?state=active")).activeTargets,
    alertmanagers: async (): Promise<readonly string[]> =>
      (await ask("alertmanagers")).activeAlertmanagers.map((one: any) => one.url),
  };
}
