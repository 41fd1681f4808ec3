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

const mighty =
  /\b(escalate|bind|impersonate|secrets|pods\/exec|pods\/attach|nodes\/proxy|serviceaccounts\/token)\b|\*/;
const wideOpen = /\b(anywhere|any namespace|every pod of)\b/;

/** More new ways than this are told as a number: the whole list stands under exposure. */
const mostCautions = 6;

/** What a reviewer must not miss about traffic between pods and about powers. */
export function exposureRisks({ network, powers }: Exposure): Risk[] {
  const told = ({ added }: Difference, dangerous: RegExp, worse: string, what: string, many: string) => {
    const others = added.filter((line) => !dangerous.test(line));
    const few = others.length <= mostCautions;
    return [
      ...added.filter((line) => dangerous.test(line)).map((line) => danger(`${worse}: ${line}`)),
      ...(few ? others.map((line) => `${what}: ${line}`) : [`${String(others.length)} ${many}`]).map(caution),
    ];
  };
  return [
    ...told(network, wideOpen, "wide open", "new way", "new ways between pods, listed under exposure"),
    ...told(powers, mighty, "mighty power", "new power", "new powers, listed under exposure"),
  ].map((risk) => ({ where: "exposure", ...risk }));
}
