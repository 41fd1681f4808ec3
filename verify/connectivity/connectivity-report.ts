import { join } from "node:path";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { root } from "../../operations/root";
import { overlays, render } from "../overlays";
import { type Connectivity, connectivity } from "./connections";

/** Where the report is committed. */
export const reportFile = join(root, "docs/connectivity.md");

/** The connectivity of every environment. */
export async function currentConnectivity(): Promise<Record<string, Connectivity>> {
  const environments: Record<string, Connectivity> = {};
  for (const { environment, folder } of overlays())
    environments[environment] = await connectivity(manifestsIn(await render(folder)));
  return environments;
}

/** `docs/connectivity.md`: who may talk to whom, and who may not, in each environment. */
export function connectivityReport(environments: Readonly<Record<string, Connectivity>>): string {
  const shown = new Map<string, string>();
  const sections = Object.entries(environments).map(([environment, connectivity]) => {
    const text = section(connectivity);
    const same = shown.get(text);
    shown.set(text, same ?? environment);
    return `## ${environment}\n\n${same === undefined ? text : `The same as ${same}.\n`}`;
  });
  return `${introduction}\n${sections.join("\n")}`;
}

const introduction = `# Who may talk to whom

Made by \`npm run connectivity\` from the manifests, through a network policy analyser; \`npm run verify\` fails when it is
not what the manifests say. Connections between pods of one workload and probes by the kubelet are not listed, and
neither are IPv6 addresses, which the analyser does not know. Nor does it know the addresses of pods: an address block also
covers the pods whose addresses lie in it.
`;

function section({ connections, workloads, outsiders, onHostNetwork }: Connectivity): string {
  const allowed = connections.map(({ from, to, ports }) => `| ${from} | ${to} | ${ports} |`);
  const reached = new Set(connections.map(({ from, to }) => `${from} ${to}`));
  const bound = workloads.filter((workload) => !onHostNetwork.includes(workload));
  const refused = [...bound, ...outsiders].flatMap((from) => {
    const addresses = reached.has(`${from} any address`) ? [] : ["public addresses"];
    const possible = outsiders.includes(from) ? bound : [...bound, ...outsiders, ...addresses];
    const targets = possible.filter((to) => to !== from && !reached.has(`${from} ${to}`));
    return targets.length === 0 ? [] : [`| ${from} | ${targets.join("<br>")} |`];
  });
  return [
    ...["### Allowed", "", "| from | to | ports |", "|---|---|---|", ...allowed, ""],
    ...["### Refused", "", "| from | to |", "|---|---|", ...refused, ""],
    ...(onHostNetwork.length > 0
      ? [`On the network of their node, where no NetworkPolicy applies: ${onHostNetwork.join(", ")}.`, ""]
      : []),
  ].join("\n");
}
