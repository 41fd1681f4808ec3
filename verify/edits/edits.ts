import { isDeepStrictEqual } from "node:util";
import type { Environment } from "../../environments/shape/environment";
import { valueAt } from "../../lib/validation/check";
import { takenBy } from "../props/families";
import { type Prop, bounds, formatOf, propsOf, sample } from "../props/prop-list";

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

/** What is in a section is edited by itself. */
const editable = propsOf().filter(({ path, kind }) => path !== "name" && kind !== "object");

/** What is there with every number in it raised by so much: `max: 20` as well as `"500m"`. */
const nudged = (now: unknown, by: number): unknown =>
  JSON.parse(JSON.stringify(now ?? null), (_, part: unknown) => {
    if (typeof part === "number") return part + by;
    return typeof part === "string" ? part.replace(/\d+/, (digits) => String(Number(digits) + by)) : part;
  });

/** Of many values the shortest, the longest and one between, which is another for another prop: together they are all tried. */
function few(values: readonly unknown[], path: string): unknown[] {
  if (values.length <= 4) return [...values];
  const sorted = [...values].sort((a, b) => String(a).length - String(b).length);
  return [sorted[0], sorted.at(-1), sorted[path.length % sorted.length]];
}

/** Values at the edges of what a prop takes: shortest and longest, least and most, every word and shape, a list with all. */
function edges({ path, kind, schema, format }: Prop): unknown[] {
  const inner = schema as any;
  switch (kind) {
    case "text":
      return [...few(takenBy(format), path), ...bounds(schema)];
    case "number":
      return [inner.minValue, inner.maxValue];
    case "boolean":
      return [true, false];
    case "choice":
      return inner.options;
    case "list":
      return [[], takenBy(formatOf(inner.element)), [sample(inner.element)]];
    case "map": {
      const [value] = Object.values(sample(schema) as object);
      return [{}, Object.fromEntries(takenBy(formatOf(inner.def.keyType)).map((key) => [key, value]))];
    }
    case "union":
      return inner.options.map(sample);
    default:
      return [];
  }
}

/** Other values that a prop may take, the likeliest first. */
function others(prop: Prop, now: unknown): unknown[] {
  const { kind, schema, format } = prop;
  const { minValue, element } = schema as any;
  const ones = kind === "list" ? takenBy(formatOf(element)) : [];
  const all = [
    ...[1, -1, 2].map((by) => nudged(now ?? minValue, by)),
    // What is in a list may have to stay there.
    ...ones.map((one) => [one, ...((now ?? []) as unknown[])]),
    ...edges(prop),
    ...takenBy(format),
    sample(schema),
  ];
  return (kind === "union" ? edges(prop) : all).filter((value) => !isDeepStrictEqual(value, now));
}

/** What else has to be another, where a prop's other value is ruled out by what stands there. */
const besides: Readonly<Record<string, Prop["needs"]>> = {
  // A node for each pod.
  "api.spread": { "cluster.nodes": 1000 },
};

/** Of each prop, those of every shape of a union too, the edits to some values that its schema takes. */
const editsTo = (env: Environment, values: (prop: Prop, now: unknown) => unknown[]): Edit[][] =>
  editable.map((prop) => {
    const { path, kind, schema, needs } = prop;
    const now = valueAt(env, path.split("."));
    return values(prop, now)
      .filter((value) => schema.safeParse(value).success)
      .map((value) => {
        const { discriminator } = (schema as any).def;
        const shape = kind === "union" ? ` = ${(value as any)[discriminator]}` : "";
        const name = `${env.name}.${path}${shape}`;
        return { name, environment: env.name, path, value, needs: { ...needs, ...besides[path] } };
      });
  });

/** Every prop of an environment, and every shape of a union, each with the other values that its schema takes. */
export const editsOf = (env: Environment): Edit[][] =>
  editsTo(env, others).flatMap((edits) => {
    const names = new Set(edits.map(({ name }) => name));
    return [...names].map((name) => edits.filter((edit) => edit.name === name));
  });

/** Every edge of what each prop takes. */
export const edgesOf = (env: Environment): Edit[] => editsTo(env, edges).flat();
