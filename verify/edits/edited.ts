import { checkEnvironments } from "../../environments/shape/check-environments";
import type { Environment } from "../../environments/shape/environment";
import { valueAt } from "../../lib/validation/check";
import { isError } from "../../lib/validation/fault";
import { propsOf } from "../props/prop-list";
import { withValues } from "../../operations/environment/with-values";
import { type Edit, editsOf } from "./edits";

/** Environments after some edits. */
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

/** Three rounds are enough for all props; that many are not without a reason. */
const mostRounds = 12;

/**
 * Rounds of edits, until every prop has been at another value: as few as it takes.
 *
 * @throws where that is not to be had: a prop's other values are all refused beside whatever else is there
 */
export function* rounds(environments: readonly Environment[]): Generator<Edited> {
  let waiting: (readonly Edit[])[] = environments.flatMap(editsOf);
  const unedited = new Set(waiting.flat().map(({ name }) => name));
  for (let round = 1; unedited.size > 0; round++) {
    if (round > mostRounds) throw new Error(`no other value is valid: ${[...unedited].join(", ")}`);
    const heads = waiting.flatMap(([edit]) => edit ?? []);
    const isNew = ({ name }: Edit) => unedited.has(name);
    const next = [...heads.filter(isNew), ...heads.filter((edit) => !isNew(edit))];
    // What was refused may go together with what came after it.
    const edited = withEdits(withEdits({ environments, made: [] }, next), next);
    const made = new Set(edited.made);
    // A section is another one as soon as anything in it is.
    const names = edited.made.map(({ name }) => `${name}.`);
    for (const name of unedited) if (names.some((one) => one.startsWith(`${name}.`))) unedited.delete(name);
    // What was refused waits until all other values have had their turn.
    waiting = waiting.map((edits) => [
      ...edits.slice(1),
      ...edits.slice(0, 1).filter((edit) => !made.has(edit)),
    ]);
    yield edited;
  }
}
