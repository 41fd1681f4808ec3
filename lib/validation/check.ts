import type { Fault } from "./fault";

/**
 * What a careful reviewer would say about props that are well formed one by
 * one but wrong together. Formats of single props are in `formats.ts`.
 */
export interface Check<Props> {
  /** The prop to blame, below the environment's name: `api.disruptionBudget.maxUnavailable`. */
  readonly path: string;

  /**
   * What decides beside that prop, as dotted paths. Where one of them is at fault by itself, nothing is concluded from it.
   *
   * @default [] that prop alone
   */
  readonly reads?: readonly string[];

  /** True where the environment is sound. */
  readonly holds: (props: Props) => boolean;

  /** What is wrong and how to mend it. Read after `path = value: `. */
  readonly remedy: (props: Props) => string;

  /** @default "error" */
  readonly level?: "error" | "warning";
}

/** The value at the end of some steps, or undefined where one is missing. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    root,
  );
}

const isWithin = (path: string, place: string) =>
  place === "" || path === place || path.startsWith(`${place}.`);

/** True where one of the faulty places is the path, holds it or lies in it. */
export function isFaulty(path: string, faulty: readonly string[]): boolean {
  return faulty.some((place) => isWithin(path, place) || isWithin(place, path));
}

/**
 * All checks that the environment does not pass, as faults.
 *
 * @param faulty dotted paths of props that are at fault by themselves; "" is the whole environment
 */
export function failedChecks<Props extends { readonly name: string }>(
  env: Props,
  checks: readonly Check<Props>[],
  faulty: readonly string[],
): Fault[] {
  return checks
    .filter(({ path, reads = [] }) => ![path, ...reads].some((one) => isFaulty(one, faulty)))
    .filter(({ holds }) => !holds(env))
    .map(({ path, remedy, level = "error" }) => ({
      path: `${env.name}.${path}`,
      value: valueAt(env, path.split(".")),
      remedy: remedy(env),
      level,
    }));
}
