import type { Fault } from "./fault";
import { guarded, whereReadable } from "./readable";

/**
 * What a careful reviewer would say about props that are well formed one by
 * one but wrong together. Formats of single props are in `formats.ts`.
 */
export interface Check<Props> {
  /** The prop to blame, below the environment's name: `api.disruptionBudget.maxUnavailable`. */
  readonly path: string;

  /** True where the environment is sound. */
  readonly holds: (props: Props) => boolean;

  /** What is wrong and how to mend it. Read after `path = value: `. */
  readonly remedy: (props: Props) => string;

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
 * All checks that the environment does not pass, as faults.
 *
 * @param faulty dotted paths of props that are at fault by themselves: a check that reads one is not judged
 */
export function failedChecks<Props extends { readonly name: string }>(
  env: Props,
  checks: readonly Check<Props>[],
  faulty: ReadonlySet<string> = new Set(),
): Fault[] {
  const judged = guarded(env, faulty);
  return checks.flatMap((check) =>
    whereReadable((): Fault[] => {
      if (check.holds(judged)) return [];
      return [
        {
          path: `${env.name}.${check.path}`,
          value: valueAt(env, check.path),
          remedy: check.remedy(judged),
          level: check.level ?? "error",
        },
      ];
    }),
  );
}
