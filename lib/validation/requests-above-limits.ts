import type { Environment } from "../../environments/environment";
import { cores, toBytes } from "../kubernetes/quantity";
import type { Fault } from "./fault";
import type { Resources } from "./formats";

const measures = { cpu: cores, memory: toBytes } as const;

/**
 * Every request above its limit, in whatever `resources` the environment has: Kubernetes refuses such a pod.
 *
 * A walk, not a rule for each program: nobody has to remember a new one.
 */
export function requestsAboveLimits(env: Environment): Fault[] {
  return resourcesIn(env, env.name).flatMap(([path, resources]) =>
    (["cpu", "memory"] as const).flatMap((kind) => {
      const { request, limit } = resources[kind];
      if (measures[kind](request) <= measures[kind](limit)) return [];
      const remedy = `is more than the limit of ${limit}: lower it, or raise ${path}.${kind}.limit`;
      return [{ path: `${path}.${kind}.request`, value: request, remedy }];
    }),
  );
}

function resourcesIn(value: unknown, path: string): (readonly [path: string, resources: Resources])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === "resources"
      ? [[`${path}.${key}`, child as Resources] as const]
      : resourcesIn(child, `${path}.${key}`),
  );
}
