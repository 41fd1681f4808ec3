import type { z } from "zod";

/** A choice of a discriminated union in the props, such as `api.exposure.via = gateway`. */
export type Choice = string;

type Schema = z.core.$ZodType;

/** Every choice that a schema offers. */
export function choicesOf(schema: Schema, path: readonly string[] = []): Choice[] {
  const { def } = schema._zod as { def: any };
  switch (def.type) {
    case "default":
    case "prefault":
    case "optional":
    case "nonoptional":
      return choicesOf(def.innerType, path);
    case "pipe":
      return choicesOf(def.in, path);
    case "object":
      return Object.entries<Schema>(def.shape).flatMap(([key, field]) => choicesOf(field, [...path, key]));
    case "array":
      return choicesOf(def.element, path);
    case "union":
      if (!def.discriminator) return [];
      return (def.options as Schema[]).flatMap((option) => [
        choice([...path, def.discriminator], word(option, def.discriminator)),
        ...choicesOf(option, path),
      ]);
    default:
      return [];
  }
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

/** The word by which a union's option is told from the others. */
function word(option: Schema, discriminator: string): string {
  return String((option._zod as any).def.shape[discriminator]._zod.def.values[0]);
}

function choice(path: readonly string[], value: string): Choice {
  return `${path.join(".")} = ${value}`;
}
