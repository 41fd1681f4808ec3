import { isDeepStrictEqual } from "node:util";
import type { Environment } from "../../environments/shape/environment";
import { valueAt } from "../../lib/validation/check";
import { edgesOf } from "../props/edges";
import { takenBy } from "../props/families";
import { type Prop, formatOf, propsOf, sample } from "../props/prop-list";

/** One prop of an environment at another value, as an engineer would change it. */
export interface Edit {
  /** What has been tried with it: the prop, and of a union the shape too. `production.api.exposure = gateway` */
  readonly name: string;
  readonly environment: string;
  /** Dotted: `api.replicas.max`. */
  readonly path: string;
  readonly value: unknown;
  /** What has to be there first: the other shape of a union, an element of a list. */
  readonly needs: Prop["needs"];
}

const editable = propsOf().filter(({ path }) => path !== "" && path !== "name");

/** What is there with every number in it raised by so much: `max: 20` as well as `"500m"`. */
function nudged(now: unknown, by: number): unknown {
  if (typeof now === "number") return now + by;
  if (typeof now === "string") return now.replace(/\d+/, (digits) => String(Number(digits) + by));
  if (typeof now !== "object" || now === null) return now;
  const parts = Object.entries(now).map(([key, part]) => [key, nudged(part, by)]);
  return Array.isArray(now) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** Values that a prop may take, the likeliest first. */
function candidates(prop: Prop, now: unknown): unknown[] {
  const { kind, schema, format } = prop;
  const inner = schema as any;
  if (kind === "union") return inner.options.map(sample);
  const nudges = [1, -1, 2].map((by) => nudged(now ?? inner.minValue, by));
  const ones = kind === "list" ? takenBy(formatOf(inner.element)) : [];
  // What is in a list may have to stay there.
  const more = ones.map((one) => [one, ...((now ?? []) as unknown[])]);
  return [
    ...nudges,
    ...more,
    ...ones.map((one) => [one]),
    ...takenBy(format),
    ...edgesOf(prop),
    sample(schema),
  ];
}

/** What else has to be another, where a prop's other value is ruled out by what stands there. */
const besides: Readonly<Record<string, Prop["needs"]>> = {
  // A node for each pod.
  "api.spread": { "cluster.nodes": 1000 },
};

/**
 * Every prop of an environment, those of every shape of a union too, each with the other values that its schema takes.
 * Shapes of a union are apart: each is to be tried.
 *
 * @throws where none is known for a prop: its family names none
 */
export function editsOf(env: Environment): Edit[][] {
  return editable.flatMap((prop) => {
    const { path, kind, schema, needs } = prop;
    const now = valueAt(env, path.split("."));
    const taken = candidates(prop, now).filter((value) => schema.safeParse(value).success);
    // What is in a section is edited in any case.
    if (taken.length === 0 && kind !== "object")
      throw new Error(`${path}: verify/props/families.yaml names no value of its kind`);
    const edits = taken
      .filter((value) => !isDeepStrictEqual(value, now))
      .map((value): Edit => {
        const name = `${env.name}.${path}`;
        return { name, environment: env.name, path, value, needs: { ...needs, ...besides[path] } };
      });
    if (kind === "union") {
      const word = (schema as any).def.discriminator as string;
      return edits.map((edit) => [{ ...edit, name: `${edit.name} = ${(edit.value as any)[word]}` }]);
    }
    return edits.length > 0 ? [edits] : [];
  });
}
