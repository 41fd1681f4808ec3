import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { alertmanager } from "../../contracts/components";
import { writeAlertmanagerFiles } from "../alerts/alertmanager-files";
import type { Cluster } from "../cluster/cluster";
import { isServing } from "../cluster/pods";
import { type Processes, untilReady } from "../processes";
import type { Tools } from "../tools";

export interface AlertmanagersProps {
  readonly cluster: Cluster;
  readonly processes: Processes;
  readonly tools: Tools;
  readonly folder: string;

  /** Where notifications go; any path of it has to answer. */
  readonly receiver: string;
}

/** A real Alertmanager at the address of each simulated one, with the configuration that the cluster gives them. */
export async function startAlertmanagers({
  cluster,
  processes,
  tools,
  folder,
  receiver,
}: AlertmanagersProps): Promise<void> {
  const pods = await cluster.pods(alertmanager);
  const addresses = pods.filter(isServing).map((pod) => pod["status"].podIP as string);
  const files = await cluster.configMap(alertmanager.namespace, "alertmanager-config");
  for (const [member, address] of addresses.entries()) {
    const own = join(folder, `alertmanager-${member}`);
    const config = writeAlertmanagerFiles(own, files, receiver);
    writeFileSync(join(own, "alertmanager.yml"), stringify(config));
    const program = processes.start({
      name: `alertmanager-${member}`,
      program: tools.path("alertmanager"),
      args: [
        `--config.file=${join(own, "alertmanager.yml")}`,
        `--storage.path=${join(own, "data")}`,
        `--web.listen-address=${address}:9093`,
        `--cluster.listen-address=${address}:9094`,
        ...addresses.map((peer) => `--cluster.peer=${peer}:9094`),
      ],
    });
    await untilReady(program, 30, async () => (await fetch(`http://${address}:9093/-/healthy`)).ok);
  }
}
