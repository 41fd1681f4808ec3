import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { Peer } from "../../operations/facts/connections";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { root } from "../../operations/root";
import { type Check, mistakesIn } from "../check";
import { type Connectivity, connectivity as connectivityOf } from "../connectivity/connections";
import { overlays, render } from "../overlays";

const file = join(root, "docs/connectivity.md");

export const connectivity: Check = {
  proves: "who may talk to whom, by a network policy analyser, is what docs/connectivity.md says",
  needs: ["kubectl", "netpolicy"],
  run: async (update) => {
    const environments: Record<string, Connectivity> = {};
    for (const { environment, folder } of overlays())
      environments[environment] = await connectivityOf(manifestsIn(await render(folder)));
    if (update) writeFileSync(file, report(environments));
    refuseUnlessCommitted(report(environments), readFileSync(file, "utf8"));
    const all = Object.values(environments).flatMap(({ connections }) => connections);
    return `${all.length} connections`;
  },
  mistakes: mistakesIn("connectivity", async (peers: readonly Peer[]) => {
    const reportOf = async (from: readonly Peer[]) =>
      report({ staging: await connectivityOf(namespaceWith(from)) });
    refuseUnlessCommitted(await reportOf(peers), await reportOf([{ ipBlock: { cidr: "192.0.2.1/32" } }]));
  }),
};

function refuseUnlessCommitted(current: string, committed: string): void {
  if (current === committed) return;
  const changes = createTwoFilesPatch("", "", committed, current, "", "", { context: 0 });
  throw new Error(`docs/connectivity.md is not up to date: npm run connectivity\n${changes}`);
}

const oneWorkload = join(__dirname, "../connectivity/one-workload.yaml");

/** The namespace of that file, whose policy lets these in. */
const namespaceWith = (from: readonly Peer[]) =>
  manifestsIn(readFileSync(oneWorkload, "utf8").replace("from: []", `from: ${JSON.stringify(from)}`));

const introduction = `# Who may talk to whom

Made by \`npm run connectivity\` from the manifests, through a network policy analyser; \`npm run verify\` fails when it is
not what the manifests say. Connections between pods of one workload and probes by the kubelet are not listed, and
neither are IPv6 addresses, which the analyser does not know. Nor does it know the addresses of pods: an address block also
covers the pods whose addresses lie in it.
`;

/** `docs/connectivity.md`: who may talk to whom, and who may not, in each environment. */
function report(environments: Readonly<Record<string, Connectivity>>): string {
  const sections = Object.entries(environments).map(([name, one]) => `## ${name}\n\n${section(one)}`);
  return `${introduction}\n${sections.join("\n")}`;
}

function section({ connections, workloads, outsiders, onHostNetwork }: Connectivity): string {
  const allowed = connections.map(({ from, to, ports }) => `| ${from} | ${to} | ${ports} |`);
  const reached = new Set(connections.map(({ from, to }) => `${from} ${to}`));
  const bound = workloads.filter((workload) => !onHostNetwork.includes(workload));
  const refusals = [...bound, ...outsiders].flatMap((from) => {
    const addresses = reached.has(`${from} any address`) ? [] : ["public addresses"];
    const possible = outsiders.includes(from) ? bound : [...bound, ...outsiders, ...addresses];
    const targets = possible.filter((to) => to !== from && !reached.has(`${from} ${to}`));
    return targets.length === 0 ? [] : [`| ${from} | ${targets.join("<br>")} |`];
  });
  return [
    ...["### Allowed", "", "| from | to | ports |", "|---|---|---|", ...allowed, ""],
    ...["### Refused", "", "| from | to |", "|---|---|", ...refusals, ""],
    ...(onHostNetwork.length > 0
      ? [`On the network of their node, where no NetworkPolicy applies: ${onHostNetwork.join(", ")}.`, ""]
      : []),
  ].join("\n");
}
