import { checkEnvironments } from "../../environments/shape/check-environments";
import type { Environment } from "../../environments/shape/environment";
import { valueAt } from "../../lib/validation/check";
import { isError } from "../../lib/validation/fault";
import { propsOf } from "../props/prop-list";
import { withValues } from "../../operations/environment/with-values";
import type { Edit } from "./edits";

export interface Edited {
  readonly environments: readonly Environment[];
  readonly made: readonly Edit[];
}

/** The word that tells the shapes of a union apart, by the union's path. */
const discriminators = new Map(
  propsOf()
    .filter(({ kind }) => kind === "union")
    .map(({ path, schema }) => [path, (schema as any).def.discriminator as string]),
);

/** Whether a place holds what an edit below it needs. */
function isMet(path: string, need: any, now: any): boolean {
  if (typeof now !== "object") return false;
  const word = discriminators.get(path);
  if (word !== undefined) return now[word] === need[word];
  return Object.keys(need).every((key) => key in now);
}

/** What an edit changes, or undefined where it would take back what another has made. */
function changesOf({ environments, made }: Edited, edit: Edit): Record<string, unknown> | undefined {
  const env = environments.find(({ name }) => name === edit.environment);
  const unmet = Object.entries(edit.needs).filter(
    ([path, need]) => !isMet(path, need, valueAt(env, path.split("."))),
  );
  const changes = { ...Object.fromEntries(unmet), [edit.path]: edit.value };
  const takesBack = made
    .filter(({ environment }) => environment === edit.environment)
    .some(({ path }) => Object.keys(changes).some((place) => path === place || path.startsWith(`${place}.`)));
  return takesBack ? undefined : changes;
}

const isSound = (environments: readonly Environment[]) => {
  const declarations = environments.map((props) => ({ file: `environments/${props.name}.ts`, props }));
  return !checkEnvironments(declarations).faults.some(isError);
};

/** As many edits as go together, on top of those that were made before. What is refused by halves is left out one by one. */
export function withEdits(before: Edited, edits: readonly Edit[]): Edited {
  const after = edits.reduce<Edited>((so, edit) => {
    const changes = changesOf(so, edit);
    if (!changes) return so;
    const environments = so.environments.map((env) =>
      env.name === edit.environment ? withValues(env, structuredClone(changes)) : env,
    );
    return { environments, made: [...so.made, edit] };
  }, before);
  if (after.made.length === before.made.length || isSound(after.environments)) return after;
  if (edits.length === 1) return before;
  const half = Math.ceil(edits.length / 2);
  return withEdits(withEdits(before, edits.slice(0, half)), edits.slice(half));
}

/** Rounds of edits, as few as it takes, until nothing that is left goes together with what is there. */
export function rounds(
  environments: readonly Environment[],
  edits: readonly Edit[],
  /** Of edits that are alike in it, one is enough. */
  keyOf: (edit: Edit) => unknown,
): Edited[] {
  const all: Edited[] = [];
  for (let left = edits; ;) {
    const edited = withEdits({ environments, made: [] }, left);
    if (edited.made.length === 0) return all;
    all.push(edited);
    const made = new Set(edited.made.map(keyOf));
    left = left.filter((edit) => !made.has(keyOf(edit)));
  }
}
