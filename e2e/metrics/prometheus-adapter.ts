import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prometheus, prometheusAdapter } from "../../contracts/components";
import { signIn } from "../cluster/account";
import { type Program, untilReady } from "../processes";
import type { Stage } from "../scenario";

const { namespace, name } = prometheusAdapter;

/**
 * The real prometheus-adapter with the arguments, the configuration, the certificate and the rights that the cluster gives
 * it, at the address of each of its simulated pods. Whoever stands in for it has to leave them.
 */
export async function startPrometheusAdapter(stage: Stage): Promise<readonly Program[]> {
  const { cluster, processes, tools, folder } = stage;
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const account = await signIn(cluster, prometheusAdapter, own);
  const files = await cluster.configMap(namespace, `${name}-config`);
  const certificate = await cluster.secret(namespace, `${name}-tls`);
  for (const [file, text] of Object.entries({ ...files, ...certificate }))
    writeFileSync(join(own, file), text);

  const deployment = await cluster.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const { args } = deployment["spec"].template.spec.containers[0] as { args: string[] };
  // There is no DNS that knows the Service's name.
  const address = await cluster.serviceAddress(prometheus);
  const here = (argument: string) =>
    argument
      .replace("/etc/adapter", own)
      .replace("/var/run/adapter-tls", own)
      .replace(prometheus.host, address);
  const programs = (await cluster.servingPods(prometheusAdapter)).map((pod, i) =>
    processes.start({
      name: `${name}-${i}`,
      program: tools.path("prometheus-adapter"),
      args: [
        ...args.map(here),
        `--bind-address=${pod["status"].podIP}`,
        // In a pod these would be found by themselves.
        `--lister-kubeconfig=${account.kubeconfig}`,
        `--authentication-kubeconfig=${account.kubeconfig}`,
        `--authorization-kubeconfig=${account.kubeconfig}`,
      ],
    }),
  );
  for (const program of programs)
    await untilReady(program, 60, () =>
      cluster.api.get("/apis/custom.metrics.k8s.io/v1beta2").then(() => true),
    );
  return programs;
}
