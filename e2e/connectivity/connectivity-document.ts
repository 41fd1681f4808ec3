import { resolve } from "node:path";
import { readEnvironments } from "../../environments";
import type { Environment } from "../../environments/environment";
import { checkEnvironments } from "../../lib/validation/check-environments";
import type { Tools } from "../tools";
import { classTitles } from "./address-classes";
import { analyse, type Connectivity, stranger, unlabelled } from "./analyse";

const root = resolve(__dirname, "../..");

/** Where the document is committed. */
export const documentFile = resolve(root, "docs/connectivity.md");

const introduction = `# Who may talk to whom

Made by \`npm run connectivity\` from the NetworkPolicies in \`dist/\`, by a policy analyser; \`npm run e2e\` fails when it is out of date.
Addresses are IPv4; the policies give IPv6 the same rules. What the tables don't allow is refused. The kubelet's probes reach
every pod of their node, whatever the policies say. Pods of one component among themselves are not shown.
`;

/** The whole document, for all environments. */
export async function connectivityDocument(tools: Tools): Promise<string> {
  const { environments } = checkEnvironments(readEnvironments().declarations);
  const chapters: string[] = [];
  for (const environment of environments) chapters.push(await chapter(environment, tools));
  return [introduction, ...chapters].join("\n");
}

async function chapter(environment: Environment, tools: Tools): Promise<string> {
  const connectivity = await analyse(resolve(root, "dist", environment.name), environment, tools);
  const { connections, hostNetwork } = connectivity;
  return [
    `## ${environment.name}`,
    "",
    "| from | to | ports |",
    "| --- | --- | --- |",
    ...connections.map(({ from, to, ports }) => `| ${from} | ${to} | ${ports.replaceAll(",", ", ")} |`),
    "",
    "Refused, each of them tried:",
    "",
    "| from | to |",
    "| --- | --- |",
    ...refusals(connectivity).map(({ from, to }) => `| ${from} | ${to} |`),
    "",
    ...(hostNetwork.length > 0
      ? [`On their node's own network, where no policy reaches: ${hostNetwork.join(", ")}.`, ""]
      : []),
  ].join("\n");
}

/** Connections that somebody could wish for and nobody gets, unless the first table names them as exceptions. */
function refusals({ connections, components }: Connectivity): { from: string; to: string }[] {
  const namespaces = [...new Set(components.map((name) => name.split("/")[0]!))];
  const allowed = (from: string, to: string) =>
    connections.some((each) => each.from === from && each.to === to);
  const row = (
    from: string,
    all: readonly string[],
    allows: (name: string) => boolean,
    to = (names: string) => names,
  ) => {
    const exceptions = all.filter(allows);
    if (exceptions.length === all.length) return [];
    return [
      {
        from,
        to: to(exceptions.length === 0 ? "every component" : `every component but ${exceptions.join(", ")}`),
      },
    ];
  };
  const outsiders = [stranger, ...namespaces.map(unlabelled), ...classTitles];
  return [
    ...outsiders.flatMap((from) => row(from, components, (to) => allowed(from, to))),
    ...classTitles.flatMap((title) => {
      const exceptions = components.filter((from) => allowed(from, title));
      const from =
        exceptions.length === 0 ? "every component" : `every component but ${exceptions.join(", ")}`;
      return exceptions.length === components.length ? [] : [{ from, to: title }];
    }),
    ...namespaces
      .map(unlabelled)
      .flatMap((from) =>
        connections.some((each) => each.from === from) ? [] : [{ from, to: "anything, DNS included" }],
      ),
  ];
}
