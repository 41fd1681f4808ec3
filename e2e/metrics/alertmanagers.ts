import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { alertmanager } from "../../contracts/components";
import { writeAlertmanagerFiles } from "../alerts/alertmanager-files";
import { untilReady } from "../processes";
import type { Stage } from "../scenario";

/**
 * A real Alertmanager at the address of each simulated one, with the configuration that the cluster gives them.
 *
 * @param receiver where notifications go; any path of it has to answer
 */
export async function startAlertmanagers(
  { cluster, processes, tools, folder }: Stage,
  receiver: string,
): Promise<void> {
  const pods = await cluster.servingPods(alertmanager);
  const addresses = pods.map((pod) => pod["status"].podIP as string);
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
