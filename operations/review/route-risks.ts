import type { Manifest } from "../../lib/synth/manifest";
import { type Route, openServices, plainHosts, routeLine, routesOf } from "../facts/published";
import { type Risk, caution, danger } from "./risk";

/** Whether a request by one route is also let in by another. */
function covers(wide: Route, narrow: Route): boolean {
  if (wide.host !== narrow.host || wide.service !== narrow.service) return false;
  if (wide.exact) return narrow.exact && wide.path === narrow.path;
  const below = wide.path.endsWith("/") ? wide.path : `${wide.path}/`;
  return narrow.path === wide.path || narrow.path.startsWith(below);
}

const elsewhere = (route: Route, host: string): Route => ({ ...route, host });

const showsMetrics = ({ path, exact }: Route) =>
  path.startsWith("/metrics") || (!exact && "/metrics".startsWith(path));

/** The host that a host's routes have all moved to; undefined where some are lost. */
function newHomeOf(host: string, before: readonly Route[], after: readonly Route[]): string | undefined {
  const own = before.filter((route) => route.host === host);
  if (after.some((route) => route.host === host)) return undefined;
  const known = new Set(before.map((route) => route.host));
  return [...new Set(after.map((route) => route.host))]
    .filter((candidate) => !known.has(candidate))
    .find((candidate) =>
      own.every((route) => after.some((wide) => covers(wide, elsewhere(route, candidate)))),
    );
}

/** What becomes reachable from outside, what no longer is, and what only moves. */
export function routeRisks(before: readonly Manifest[], after: readonly Manifest[]): Risk[] {
  const [old, current] = [before.flatMap(routesOf), after.flatMap(routesOf)];
  const hosts = [...new Set(old.map(({ host }) => host))];
  const moves = new Map(
    hosts.flatMap((host): [string, string][] => {
      const home = newHomeOf(host, old, current);
      return home === undefined ? [] : [[host, home]];
    }),
  );
  // What moved is compared with what it was, under its new name.
  const moved = old.map((route) => elsewhere(route, moves.get(route.host) ?? route.host));
  const unique = (lines: readonly string[]) => [...new Set(lines)];
  const gone = unique(
    old
      .filter((_, i) => !current.some((route) => covers(route, moved[i] ?? route)))
      .map((route) => routeLine(route)),
  );
  const wider = current.filter((route) => !moved.some((was) => covers(was, route)));
  const added = (now: readonly string[], then: readonly string[]) =>
    unique(now).filter((line) => !then.includes(line));
  return [
    ...[...moves].map(([from, to]) => caution(`moves from ${from} to ${to}: point DNS there before`)),
    ...unique(
      wider.map(
        (route) => `${showsMetrics(route) ? "metrics on the internet" : "published"}: ${routeLine(route)}`,
      ),
    ).map(danger),
    ...gone.map((line) => danger(`no longer published: ${line}`)),
    ...added(openServices(after), openServices(before)).map((line) => danger(`published: ${line}`)),
    ...added(
      plainHosts(after),
      plainHosts(before).map((host) => moves.get(host) ?? host),
    ).map((host) => danger(`${host} is served without encryption`)),
  ].map((risk) => ({ where: "exposure", ...risk }));
}
