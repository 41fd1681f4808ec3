import type { Environment } from "../../environments/environment";
import type { Fault } from "./fault";
import { guarded, whereReadable } from "./readable";

/**
 * What a careful reviewer would say about props that are well formed one by
 * one but wrong together. Formats of single props are in `formats.ts`.
 */
export interface Rule {
  /** The prop to blame, below the environment's name: `api.disruptionBudget.minAvailable`. */
  readonly path: string;

  /** True where the environment is sound. */
  readonly holds: (env: Environment) => boolean;

  /** What is wrong and how to mend it. Read after `path = value: `. */
  readonly remedy: (env: Environment) => string;

  /** @default "error" */
  readonly level?: "error" | "warning";
}

/** The value at a dotted path, or undefined where a step is missing. */
export function valueAt(root: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}

/**
 * All rules that the environment breaks, as faults.
 *
 * @param faulty dotted paths of props that are at fault by themselves: a rule that reads one is not judged
 */
export function brokenRules(
  env: Environment,
  rules: readonly Rule[],
  faulty: ReadonlySet<string> = new Set(),
): Fault[] {
  const judged = guarded(env, faulty);
  return rules.flatMap((rule) =>
    whereReadable((): Fault[] => {
      if (rule.holds(judged)) return [];
      return [
        {
          path: `${env.name}.${rule.path}`,
          value: valueAt(env, rule.path),
          remedy: rule.remedy(judged),
          level: rule.level ?? "error",
        },
      ];
    }),
  );
}
