import { isFaulty } from "./check";
import type { Fault } from "./fault";
import type { Resources } from "./formats";
import { cores, toBytes } from "./quantity";

const measures = { cpu: cores, memory: toBytes } as const;

/**
 * Every request above its limit, in whatever `resources` the environment has: Kubernetes refuses such a pod.
 *
 * A walk, not a rule for each program: nobody has to remember a new one.
 *
 * @param faulty dotted paths of props that are at fault by themselves: they are not compared
 */
export function requestsAboveLimits(env: { readonly name: string }, faulty: readonly string[] = []): Fault[] {
  return resourcesIn(env, "", faulty).flatMap(([path, resources]) =>
    (["cpu", "memory"] as const)
      .filter((kind) => !isFaulty(`${path}.${kind}`, faulty))
      .flatMap((kind): Fault[] => {
        const { request, limit } = resources[kind];
        if (measures[kind](request) <= measures[kind](limit)) return [];
        const blamed = `${env.name}.${path}.${kind}`;
        const remedy = `is more than the limit of ${limit}: lower it, or raise ${blamed}.limit`;
        return [{ path: `${blamed}.request`, value: request, remedy }];
      }),
  );
}

type Found = readonly [path: string, resources: Resources];

function resourcesIn(value: unknown, path: string, faulty: readonly string[]): Found[] {
  if (typeof value !== "object" || value === null || faulty.includes(path)) return [];
  return Object.entries(value).flatMap(([key, child]): Found[] => {
    const below = path === "" ? key : `${path}.${key}`;
    return key === "resources" ? [[below, child as Resources]] : resourcesIn(child, below, faulty);
  });
}
