import type { EnvironmentProps } from "../../environments/shape/environment";
import { messageOf } from "../../lib/message-of";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { large } from "../../test/environments/large";
import { kubernetesSchemas } from "../../tools/kubernetes-schemas";
import { type Check, mistake } from "../check";
import { configMapOf } from "../config-map";
import { connectivity } from "../connectivity/connections";
import { renderVariant } from "../overlays";
import { edgeVariants } from "../variants/edge-variants";
import { variants as committed } from "../variants/variants";
import { amtoolAccepts } from "./alertmanager-config";
import { validObjects } from "./kubeconform";
import { promtoolAccepts } from "./prometheus-config";

export const variants: Check = {
  proves: "every choice and edge of the props is accepted by Kubernetes, Prometheus and Alertmanager",
  needs: ["kubectl", "kubeconform", "netpolicy", "promtool", "amtool"],
  run: async () => {
    const { variants: atEdges, edges, ruledOut, untried } = edgeVariants(large);
    refuseUntried(untried);
    const all = { ...committed, ...Object.fromEntries(atEdges.map((props, i) => [`edges ${i}`, props])) };
    const faults: string[] = [];
    let objects = 0;
    for (const [name, props] of Object.entries(all))
      try {
        objects += await acceptedObjects(name, props);
      } catch (error) {
        faults.push(messageOf(error));
      }
    if (faults.length > 0) throw new Error(faults.join("\n"));
    return `${Object.keys(all).length} variants with ${objects} objects, at ${edges - ruledOut.length} edges; ${ruledOut.length} more are ruled out by other props`;
  },
  mistakes: [
    mistake("a choice that nobody tries", /nothing tries an edge of api\.exposure = gateway/, () => {
      refuseUntried(["api.exposure = gateway"]);
    }),
    mistake("a variant that is no valid environment", /wrong: .*name/, () =>
      acceptedObjects("wrong", { ...Object.values(committed)[0]!, name: "No Name" }),
    ),
    mistake("an alert that only promtool refuses", /expected type range vector/, () =>
      acceptedObjects("typed", withAlert({ expr: "rate(up) > 0" })),
    ),
    mistake("a sleep that the oldest Kubernetes lacks", /preStop.*'sleep' not allowed/, async () => {
      const [oldest] = await kubernetesSchemas();
      return validObjects(await renderVariant("sleep", committed["an image without a shell"]!), oldest!);
    }),
  ],
};

/** The variant with alerts of its own, and something else in the first of them. */
function withAlert(change: object): EnvironmentProps {
  const props = Object.values(committed).find(({ monitoring }) => monitoring.alerts)!;
  const [alert] = props.monitoring.alerts!;
  return { ...props, monitoring: { ...props.monitoring, alerts: [{ ...alert!, ...change }] } };
}

/** Props whose edges other props rule out wherever they stand. */
const neverAtEdge = new Set([
  // Pods, their disruption budget and the nodes have to fit each other.
  ...["api.replicas.min", "api.replicas.max"],
  // Longer than what it waits for, and shorter than the grace period.
  "api.config.requestTimeout",
  // The API's namespace is among them.
  ...["logging.filebeat.namespaces", "logging.filebeat.namespaces.0"],
]);

function refuseUntried(untried: readonly string[]): void {
  const missing = untried.filter((name) => !neverAtEdge.has(name));
  if (missing.length > 0)
    throw new Error(missing.map((name) => `nothing tries an edge of ${name}`).join("\n"));
}

/** Synthesizes a variant and counts its objects. Rejects when validation, kubectl, a schema or a policy has a fault. */
async function acceptedObjects(variant: string, props: EnvironmentProps): Promise<number> {
  const manifests = await renderVariant(variant, props);
  // Preflight asks for the version that has it.
  const least = props.api.shutdown?.preStop === "sleep" ? 30 : 28;
  for (const schemas of await kubernetesSchemas())
    if (Number(schemas.version.split(".")[1]) >= least) await validObjects(manifests, schemas);
  const objects = manifestsIn(manifests);
  await connectivity(objects);
  await promtoolAccepts(configMapOf(objects, "prometheus-config"));
  await amtoolAccepts(configMapOf(objects, "alertmanager-config"));
  return objects.length;
}
