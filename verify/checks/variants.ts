import { readEnvironments } from "../../environments/shape/read-environments";
import { environmentProps, type EnvironmentProps } from "../../environments/shape/environment";
import { kubernetesSchemas } from "../../tools/kubernetes-schemas";
import { messageOf } from "../../lib/message-of";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { type Check, mistake } from "../check";
import { amtoolAccepts } from "./alertmanager-config";
import { validObjects } from "./kubeconform";
import { promtoolAccepts } from "./prometheus-config";
import { connectivity } from "../connectivity/connections";
import type { Manifest } from "../../lib/synth/manifest";
import { propsOf } from "../props/prop-list";
import { large } from "../../test/environments/large";
import { type EdgeVariants, edgeVariants } from "../variants/edge-variants";
import { renderVariant } from "../variants/render-variant";
import { variants as committed } from "../variants/variants";

/** What no environment of ours says yet works, too: the next one may. */
export const variants: Check = {
  name: "variants",
  proves:
    "every choice that props offer, also those that no environment makes, and every edge of what they take gives objects that Kubernetes, Prometheus and Alertmanager accept",
  needs: ["kubectl", "kubeconform", "netpolicy", "promtool", "amtool"],
  run: async () => {
    const declared = readEnvironments().declarations.map(({ props }) => props);
    const offered = refuseUntried([...declared, ...Object.values(committed)]);
    let objects = 0;
    for (const [name, props] of Object.entries(committed)) objects += await acceptedObjects(name, props);
    return `${offered} choices; ${Object.keys(committed).length} variants with ${objects} objects, on ${(await kubernetesSchemas()).length} versions; ${await acceptedEdges(edgeVariants(large))}`;
  },
  mistakes: [
    mistake(
      "a choice that nobody tries",
      /api\.exposure\.via = gateway[^]*api\.exposure\.rateLimit\.by = envoy-gateway/,
      () => refuseUntried([]),
    ),
    mistake("a variant that is no valid environment", /wrong: .*name/, () =>
      acceptedObjects("wrong", { ...Object.values(committed)[0]!, name: "No Name" }),
    ),
    mistake("a prop that is at none of its edges", /nothing tries an edge of api\.scratch/, () =>
      acceptedEdges({ variants: [], edges: 2, ruledOut: [], untried: ["api.scratch"] }),
    ),
    mistake(
      "an alert whose function takes something else, which the parser does not know",
      /expected type range vector/,
      () => acceptedObjects("typed", withAlert({ expr: "rate(up) > 0" })),
    ),
    mistake(
      "the kubelet's own sleep on a Kubernetes that has none",
      /preStop.*additional properties 'sleep' not allowed/,
      async () => {
        const [oldest] = await kubernetesSchemas();
        return validObjects(await renderVariant("sleep", committed["an image without a shell"]!), oldest!);
      },
    ),
  ],
};

/** The variant with alerts of its own, and something else in the first of them. */
function withAlert(change: object): EnvironmentProps {
  const props = Object.values(committed).find(({ monitoring }) => monitoring.alerts)!;
  const [alert] = props.monitoring.alerts!;
  return { ...props, monitoring: { ...props.monitoring, alerts: [{ ...alert!, ...change }] } };
}

/** Rejects with the choices that nobody makes, such as `api.exposure.via = gateway`. Gives the number of all. */
function refuseUntried(tried: readonly EnvironmentProps[]): number {
  const environments = tried.map((props) => environmentProps.parse(props));
  const choices = propsOf().flatMap(({ path, schema }) => {
    const { discriminator, options } = (schema as any).def;
    if (discriminator === undefined) return [];
    const place = `${path}.${discriminator}`;
    return options.map(({ shape }: any) => ({ place, word: shape[discriminator].value }));
  });
  const isMade = ({ place, word }: (typeof choices)[number]) =>
    environments.some((env) => valuesAt(env, place.split(".")).includes(word));
  const missing = choices.filter((choice) => !isMade(choice));
  if (missing.length > 0)
    throw new Error(missing.map(({ place, word }) => `nothing tries ${place} = ${word}`).join("\n"));
  return choices.length;
}

/** What stands at a path, of a list on the way in each of its elements. */
function valuesAt(value: any, [key, ...rest]: readonly string[]): unknown[] {
  if (key === undefined) return [value];
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, rest));
  return valuesAt(value?.[key], rest);
}

/** Synthesizes a variant and counts its objects. Rejects when validation, kubectl, a schema or a policy has a fault. */
async function acceptedObjects(variant: string, props: EnvironmentProps): Promise<number> {
  const manifests = await renderVariant(variant, props);
  // Preflight asks for the version that has it.
  const least = props.api.shutdown?.preStop === "sleep" ? 30 : 28;
  const versions = (await kubernetesSchemas()).filter(
    ({ version }) => Number(version.split(".")[1]) >= least,
  );
  for (const schemas of versions) await validObjects(manifests, schemas);
  const objects = manifestsIn(manifests);
  await connectivity(objects);
  await promtoolAccepts(filesOf(objects, "prometheus-config"));
  await amtoolAccepts(filesOf(objects, "alertmanager-config"));
  return objects.length;
}

/** Props whose edges other props rule out wherever they stand. */
const neverAtEdge = new Set([
  // Pods, their disruption budget and the nodes have to fit each other.
  ...["api.replicas.min", "api.replicas.max", "api.replicas.count"],
  // Longer than what it waits for, and shorter than the grace period.
  "api.config.requestTimeout",
  // The API's namespace is among them.
  ...["logging.filebeat.namespaces", "logging.filebeat.namespaces.0"],
]);

/** Tries environments at the edges of every prop. Rejects with all that refuses one, and with props that were at none. */
async function acceptedEdges(made: EdgeVariants): Promise<string> {
  const missing = made.untried.filter((path) => !neverAtEdge.has(path));
  const faults = missing.map((path) => `nothing tries an edge of ${path}`);
  for (const [i, variant] of made.variants.entries())
    await acceptedObjects(`edges ${String(i)}`, variant).catch((error: unknown) =>
      faults.push(messageOf(error)),
    );
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const { variants, edges, ruledOut } = made;
  return `${variants.length} variants at ${edges - ruledOut.length} edges, ${ruledOut.length} more are ruled out by other props`;
}

/** The files of one of the monitoring's ConfigMaps. */
function filesOf(objects: readonly Manifest[], name: string): Readonly<Record<string, string>> {
  const configMap = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name);
  return (configMap?.["data"] ?? {}) as Record<string, string>;
}
