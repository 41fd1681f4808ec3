import type { Manifest } from "../../lib/synth/manifest";
import { connections } from "../facts/connections";
import { type Power, powers } from "../facts/powers";
import { type Route, openServices, plainHosts, published, routeLine, routesOf } from "../facts/published";
import { type Told, caution, danger } from "./risk";

type Difference = ReturnType<typeof difference>;

function difference(before: readonly string[], after: readonly string[]) {
  const without = (lines: readonly string[], others: readonly string[]) =>
    [...new Set(lines)].filter((line) => !others.includes(line)).sort();
  return { added: without(after, before), removed: without(before, after) };
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

export type Exposure = ReturnType<typeof exposure>;

/** What became possible from outside, between pods and to ServiceAccounts, and what no longer is. */
export function exposure(before: readonly Manifest[], after: readonly Manifest[]) {
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

export function exposureRisks({ network, powers }: Exposure): Told[] {
  const told = ({ added }: Difference, dangerous: RegExp, worse: string, what: string, many: string) => {
    const others = added.filter((line) => !dangerous.test(line));
    // Many are told as a number: the whole list stands under exposure.
    const few = others.length <= 6;
    return [
      ...added.filter((line) => dangerous.test(line)).map((line) => danger(`${worse}: ${line}`)),
      ...(few ? others.map((line) => `${what}: ${line}`) : [`${String(others.length)} ${many}`]).map(caution),
    ];
  };
  return [
    ...told(network, wideOpen, "wide open", "new way", "new ways between pods, listed under exposure"),
    ...told(powers, mighty, "mighty power", "new power", "new powers, listed under exposure"),
  ];
}

/** Whether a request by one route is also let in by another. */
function covers(wide: Route, narrow: Route): boolean {
  if (wide.host !== narrow.host || wide.service !== narrow.service) return false;
  if (wide.exact) return narrow.exact && wide.path === narrow.path;
  const below = wide.path.endsWith("/") ? wide.path : `${wide.path}/`;
  return narrow.path === wide.path || narrow.path.startsWith(below);
}

const showsMetrics = ({ path, exact }: Route) =>
  path.startsWith("/metrics") || (!exact && "/metrics".startsWith(path));

/** The new host that all of a host's routes have moved to; itself where it is still there or some are lost. */
function homeOf(host: string, before: readonly Route[], after: readonly Route[]): string {
  if (after.some((route) => route.host === host)) return host;
  const own = before.filter((route) => route.host === host);
  const home = difference(
    before.map((route) => route.host),
    after.map((route) => route.host),
  ).added.find((home) => own.every((route) => after.some((wide) => covers(wide, { ...route, host: home }))));
  return home ?? host;
}

/** What becomes reachable from outside, what no longer is, and what only moves. */
export function routeRisks(before: readonly Manifest[], after: readonly Manifest[]): Told[] {
  const [old, current] = [before.flatMap(routesOf), after.flatMap(routesOf)];
  const homes = new Map(old.map(({ host }) => [host, homeOf(host, old, current)]));
  const home = (host: string) => homes.get(host) ?? host;
  // What moved is compared with what it was, under its new name.
  const moved = old.map((was) => ({ was, now: { ...was, host: home(was.host) } }));
  const gone = moved.filter(({ now }) => !current.some((route) => covers(route, now)));
  const wider = current.filter((route) => !moved.some(({ now }) => covers(now, route)));
  const shown = wider.map((route) => {
    return `${showsMetrics(route) ? "metrics on the internet" : "published"}: ${routeLine(route)}`;
  });
  const services = difference(openServices(before), openServices(after));
  const plain = difference(plainHosts(before).map(home), plainHosts(after));
  return [
    ...[...homes]
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => caution(`moves from ${from} to ${to}: point DNS there before`)),
    ...[...new Set(shown)].map(danger),
    ...[...new Set(gone.map(({ was }) => routeLine(was)))].map((line) =>
      danger(`no longer published: ${line}`),
    ),
    ...services.added.map((line) => danger(`published: ${line}`)),
    ...plain.added.map((host) => danger(`${host} is served without encryption`)),
  ];
}
