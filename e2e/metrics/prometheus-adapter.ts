import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prometheusAdapter as component } from "../../contracts/components";
import { signIn } from "../cluster/account";
import type { Cluster } from "../cluster/cluster";
import { writeCertificate } from "../../verify/servers/certificates";
import { type Processes, type Program, untilReady } from "../processes";
import type { Tools } from "../tools";

export interface PrometheusAdapterProps {
  readonly cluster: Cluster;
  readonly processes: Processes;
  readonly tools: Tools;
  readonly folder: string;
}

const { namespace } = component;
const name = "prometheus-adapter";

/**
 * The real prometheus-adapter with the arguments, the configuration and the rights that the manifests give it, at the
 * addresses of its simulated pods. What cert-manager would do, issue its certificate and tell the API server, is done here.
 */
export async function startPrometheusAdapter({
  cluster,
  processes,
  tools,
  folder,
}: PrometheusAdapterProps): Promise<Program> {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const account = await signIn(cluster, namespace, name, own);
  const files = await cluster.configMap(namespace, `${name}-config`);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(own, file), text);
  const names = [`${name}.${namespace}.svc`];
  writeCertificate(own, "tls", await cluster.controlPlane.authority.issue({ commonName: names[0]!, names }));
  const caBundle = Buffer.from(cluster.controlPlane.authority.cert).toString("base64");
  for (const version of ["v1beta1", "v1beta2"])
    await cluster.api.merge(`/apis/apiregistration.k8s.io/v1/apiservices/${version}.custom.metrics.k8s.io`, {
      spec: { caBundle },
    });

  const deployment = await cluster.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const { args } = deployment["spec"].template.spec.containers[0] as { args: string[] };
  const program = processes.start({
    name,
    program: tools.path(name),
    args: [
      ...args.map((argument) => argument.replace("/etc/adapter", own).replace("/var/run/adapter-tls", own)),
      // In a pod these would be found by themselves.
      `--lister-kubeconfig=${account.kubeconfig}`,
      `--authentication-kubeconfig=${account.kubeconfig}`,
      `--authorization-kubeconfig=${account.kubeconfig}`,
    ],
  });
  await untilReady(program, 60, () =>
    cluster.api.get("/apis/custom.metrics.k8s.io/v1beta2").then(() => true),
  );
  return program;
}
