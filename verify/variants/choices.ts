import type { z } from "zod";
import { propsOf } from "../props/prop-list";

/** A choice of a discriminated union in the props, such as `api.exposure.via = gateway`. */
export type Choice = string;

/** Every choice that a schema offers. */
export function choicesOf(schema: z.ZodType): Choice[] {
  return propsOf(schema)
    .filter(({ kind }) => kind === "union")
    .flatMap(({ path, schema }) => {
      const { discriminator, options } = (schema as any).def;
      if (discriminator === undefined) return [];
      // All elements of a list have the same choices.
      const place = [...path.split(".").filter((key) => key !== "0"), discriminator];
      return options.map(({ shape }: any) => choice(place, shape[discriminator].value));
    });
}

/** The choices that an environment has made, defaults included. It has to be one that the schema accepted. */
export function choicesIn(
  value: unknown,
  offered: ReadonlySet<Choice>,
  path: readonly string[] = [],
): Choice[] {
  if (Array.isArray(value)) return value.flatMap((element) => choicesIn(element, offered, path));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, field]) => choicesIn(field, offered, [...path, key]));
  const made = choice(path, String(value));
  return offered.has(made) ? [made] : [];
}

function choice(path: readonly string[], value: string): Choice {
  return `${path.join(".")} = ${value}`;
}
