import { cores, toBytes } from "./quantity";
import type { Fault } from "./fault";
import type { Resources } from "./formats";
import { guarded, whereReadable } from "./readable";

const measures = { cpu: cores, memory: toBytes } as const;

/**
 * Every request above its limit, in whatever `resources` the environment has: Kubernetes refuses such a pod.
 *
 * A walk, not a rule for each program: nobody has to remember a new one.
 *
 * @param faulty dotted paths of props that are at fault by themselves: they are not compared
 */
export function requestsAboveLimits(
  env: { readonly name: string },
  faulty: ReadonlySet<string> = new Set(),
): Fault[] {
  return resourcesIn(guarded(env, faulty), env.name).flatMap(([path, resources]) =>
    (["cpu", "memory"] as const).flatMap((kind) =>
      whereReadable((): Fault[] => {
        const { request, limit } = resources[kind];
        if (measures[kind](request) <= measures[kind](limit)) return [];
        const remedy = `is more than the limit of ${limit}: lower it, or raise ${path}.${kind}.limit`;
        return [{ path: `${path}.${kind}.request`, value: request, remedy }];
      }),
    ),
  );
}

type Found = readonly [path: string, resources: Resources];

function resourcesIn(value: unknown, path: string): Found[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) =>
    whereReadable((): Found[] => {
      const child: unknown = Reflect.get(value, key);
      return key === "resources"
        ? [[`${path}.${key}`, child as Resources]]
        : resourcesIn(child, `${path}.${key}`);
    }),
  );
}
