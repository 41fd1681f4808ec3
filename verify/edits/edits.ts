import { isDeepStrictEqual } from "node:util";
import type { Environment } from "../../environments/shape/environment";
import { valueAt } from "../../lib/validation/check";
import { families } from "../props/families";
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
function candidates({ kind, schema, format = "" }: Prop, now: unknown): unknown[] {
  const inner = schema as any;
  switch (kind) {
    case "text":
      return [nudged(now, 1), nudged(now, -1), ...families[format]!.takes, sample(schema)];
    case "number":
      return [...[1, -1, 2].map((by) => nudged(now ?? inner.minValue, by)), inner.minValue, inner.maxValue];
    case "boolean":
      return [true, false];
    case "choice":
      return inner.options;
    case "union":
      return inner.options.map(sample);
    case "list": {
      const ones = families[formatOf(inner.element) ?? ""]?.takes ?? [];
      // What is there may have to stay.
      const more = ones.map((one) => [one, ...((now ?? []) as unknown[])]);
      return [...more, ...ones.map((one) => [one]), sample(schema), []];
    }
    default:
      return [nudged(now, 1), sample(schema)];
  }
}

/**
 * Every prop of an environment, those of every shape of a union too, each with the other values that its schema takes.
 * Shapes of a union are apart: each is to be tried.
 *
 * @throws where a prop has none: its family names too few
 */
export function editsOf(env: Environment): Edit[][] {
  return editable.flatMap((prop) => {
    const { path, kind, schema, needs } = prop;
    const now = valueAt(env, path.split("."));
    const edits = candidates(prop, now)
      .filter((value) => schema.safeParse(value).success && !isDeepStrictEqual(value, now))
      .map((value): Edit => ({ name: `${env.name}.${path}`, environment: env.name, path, value, needs }));
    if (kind === "union") {
      const word = (schema as any).def.discriminator as string;
      return edits.map((edit) => [{ ...edit, name: `${edit.name} = ${(edit.value as any)[word]}` }]);
    }
    if (edits.length > 0) return [edits];
    // What is in a section is edited in any case.
    if (kind === "object") return [];
    throw new Error(
      `${env.name}.${path}: verify/props/families.ts names no value of its kind but the present one`,
    );
  });
}
