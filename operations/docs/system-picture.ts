import { workloads } from "../capacity/workload";
import { connections } from "../facts/connections";
import { published } from "../facts/published";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { groupBy } from "../report/group-by";
import { range } from "../report/numbers";

/** Mermaid takes letters, digits and underscores as names. */
const idOf = (name: string) => name.replaceAll(/\W/g, "_");

/** Every pair that may talk, with all its ports. DNS is left out: everything asks it. */
function edges({ manifests }: EnvironmentManifests) {
  const ways = connections(manifests)
    .filter(({ from, to }) => from !== to)
    .filter(({ ports }) => !ports.every((port) => port.startsWith("53/")))
    // What the receiver lets in is enough, but where the receiver is not ours.
    .filter(
      ({ side, to }) =>
        side === "ingress" || /^(internet|anywhere|private addresses|[\d.:a-f]+\/\d+)$/.test(to),
    )
    .map(({ ports, ...way }) => ({ ...way, ports: ports.map((port) => port.replace("/TCP", "")) }));
  return [...groupBy(ways, ({ from, to }) => `${from} ${to}`).values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, ports: [...new Set([first, ...more].flatMap(({ ports }) => ports))] }] : [],
  );
}

/**
 * A picture of an environment as Mermaid: workloads by namespace, and every
 * way that the NetworkPolicies leave open. What is not drawn is denied.
 */
export function systemPicture(environment: EnvironmentManifests): string {
  const all = workloads(environment.manifests, 1).filter(({ kind }) => kind !== "Job");
  const inside = new Set(all.map(({ namespace, name }) => `${namespace}/${name}`));
  const ways = edges(environment);
  const outside = [...new Set(ways.flatMap(({ from, to }) => [from, to]))]
    .filter((name) => !inside.has(name))
    .sort();

  return [
    "```mermaid",
    "flowchart LR",
    ...outside.map((name) => `  ${idOf(name)}(["${name}"])`),
    ...[...groupBy(all, ({ namespace }) => namespace)].flatMap(([namespace, group]) => [
      `  subgraph ns_${idOf(namespace)}["${namespace}"]`,
      ...group.map(({ name, kind, min, max }) => {
        const pods = kind === "DaemonSet" ? "on every node" : `× ${range(min, max).replace("–", "to")}`;
        return `    ${idOf(`${namespace}/${name}`)}["${name}<br/>${pods}"]`;
      }),
      "  end",
    ]),
    ...ways.map(({ from, to, ports }) => `  ${idOf(from)} -->|${ports.join(", ")}| ${idOf(to)}`),
    "```",
  ].join("\n");
}

export function publishedList({ manifests }: EnvironmentManifests): string {
  return published(manifests)
    .map((line) => `- ${line}`)
    .join("\n");
}
