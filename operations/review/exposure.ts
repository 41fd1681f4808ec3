import type { Manifest } from "../../lib/synth/manifest";
import { connections } from "../facts/connections";
import { type Power, powers } from "../facts/powers";
import { published } from "../facts/published";
import { type Risk, caution, danger } from "./risk";

/** What became possible, and what no longer is. */
export interface Exposure {
  /** Hosts and paths, and Services that leave the cluster. */
  readonly published: Difference;
  /** Traffic between pods, in and out. */
  readonly network: Difference;
  /** What ServiceAccounts may do. */
  readonly powers: Difference;
}

export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

function difference(before: readonly string[], after: readonly string[]): Difference {
  const [old, current] = [new Set(before), new Set(after)];
  return {
    added: [...current].filter((line) => !old.has(line)).sort(),
    removed: [...old].filter((line) => !current.has(line)).sort(),
  };
}

function networkLines(manifests: readonly Manifest[]): string[] {
  return connections(manifests).flatMap(({ from, to, ports, side }) =>
    ports.map((port) =>
      side === "ingress" ? `${to} lets in ${from} on ${port}` : `${from} may reach ${to} on ${port}`,
    ),
  );
}

/** A power in words, a line for each verb and resource: `fingerprint/api may list pods in fingerprint`. */
function powerLines({ who, verbs, resources, names, where }: Power): string[] {
  const named = names.length > 0 ? ` ${names.join(", ")}` : "";
  return verbs.flatMap((verb) =>
    resources.map((resource) => `${who} may ${verb} ${resource}${named} in ${where}`),
  );
}

/** Compares what both sets of manifests let happen. */
export function exposure(before: readonly Manifest[], after: readonly Manifest[]): Exposure {
  const compare = (lines: (manifests: readonly Manifest[]) => string[]) =>
    difference(lines(before), lines(after));
  return {
    published: compare(published),
    network: compare(networkLines),
    powers: compare((manifests) => powers(manifests).flatMap(powerLines)),
  };
}

const mightyVerbs = /\b(escalate|bind|impersonate)\b|\*/;
const mightyResources = /\b(secrets|pods\/exec|pods\/attach|nodes\/proxy|serviceaccounts\/token)\b|\*/;
const wideOpen = /\b(anywhere|any namespace|every pod of)\b/;

/** More new ways than this are told as a number: the whole list stands under exposure. */
const mostCautions = 6;

function few(cautions: readonly Risk[], what: string): readonly Risk[] {
  if (cautions.length <= mostCautions) return cautions;
  return [{ where: "exposure", ...caution(`${String(cautions.length)} ${what}, listed under exposure`) }];
}

/** What a reviewer must not miss about traffic between pods and about powers. */
export function exposureRisks({ network, powers }: Exposure): Risk[] {
  const risks = (lines: readonly string[], level: (line: string) => Omit<Risk, "where">) =>
    lines.map((line): Risk => ({ where: "exposure", ...level(line) }));
  const isMighty = (line: string) => mightyVerbs.test(line) || mightyResources.test(line);
  const isWide = (line: string) => wideOpen.test(line);
  const not = (test: (line: string) => boolean) => (line: string) => !test(line);
  return [
    ...risks(network.added.filter(isWide), (line) => danger(`wide open: ${line}`)),
    ...risks(powers.added.filter(isMighty), (line) => danger(`mighty power: ${line}`)),
    ...few(
      risks(network.added.filter(not(isWide)), (line) => caution(`new way: ${line}`)),
      "new ways between pods",
    ),
    ...few(
      risks(powers.added.filter(not(isMighty)), (line) => caution(`new power: ${line}`)),
      "new powers",
    ),
  ];
}
