import type { z } from "zod";
import { environmentProps } from "../../environments/shape/environment";
import { takenBy } from "./families";

type Schema = z.ZodType;

/** One place in an environment's file where a value stands. */
export interface Prop {
  /** Dotted, below the environment: `api.replicas.min`. An element of a list is `.0`, of a map the key of an example. */
  readonly path: string;
  readonly schema: Schema;
  /** What has to stand elsewhere, so that this prop is there: the other shape of a union, an element of a list. */
  readonly needs: Readonly<Record<string, unknown>>;
  readonly kind: "text" | "number" | "boolean" | "choice" | "list" | "map" | "object" | "union";
  readonly format?: string;
}

/** The schema within its defaults. */
function bare(schema: Schema): Schema {
  const { def } = schema as unknown as { def: { type: string; innerType?: Schema } };
  const wrapped = ["default", "prefault", "optional"].includes(def.type) && def.innerType;
  return wrapped ? bare(wrapped) : schema;
}

export const formatOf = (schema: Schema): string | undefined => schema.meta()?.format;

/** A value that the schema takes. */
export function sample(schema: Schema): unknown {
  const inner = bare(schema) as any;
  switch (inner.def.type) {
    case "object":
      // Everything is said, what has a default too.
      return inner.safeParse(
        Object.fromEntries(
          Object.entries<Schema>(inner.shape)
            .filter(([, field]) => !field.safeParse(undefined).success)
            .map(([key, field]) => [key, sample(field)]),
        ),
      ).data;
    case "array":
      return [sample(inner.element)];
    case "record":
      return { [String(sample(inner.def.keyType))]: sample(inner.def.valueType) };
    case "union":
      return formatOf(inner) === undefined ? sample(inner.options[0]) : takenBy(formatOf(inner))[0];
    case "literal":
      return inner.def.values[0];
    case "enum":
      return inner.options[0];
    case "boolean":
      return true;
    case "number":
      return Math.min(Math.max(inner.minValue ?? 0, 3), inner.maxValue ?? 3);
    default: {
      const taken = [...takenBy(formatOf(inner)), ...bounds(inner)];
      return taken.find((value) => value !== "" && inner.safeParse(value).success);
    }
  }
}

/** Every prop that the schema has, those of every shape of a union too. */
export function propsOf(
  schema: Schema = environmentProps,
  path = "",
  needs: Readonly<Record<string, unknown>> = {},
): Prop[] {
  const inner = bare(schema) as any;
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  const here = (kind: Prop["kind"]): Prop => ({ path, schema: inner, needs, kind, format: formatOf(inner) });
  switch (inner.def.type) {
    case "object":
      return [
        here("object"),
        ...Object.entries<Schema>(inner.shape).flatMap(([key, field]) => propsOf(field, at(key), needs)),
      ];
    case "array":
      return [
        here("list"),
        ...propsOf(inner.element, at("0"), { ...needs, [path]: [sample(inner.element)] }),
      ];
    case "record": {
      const entry = sample(inner) as Record<string, unknown>;
      const [key = ""] = Object.keys(entry);
      // A key with a dot has no dotted path.
      const plain = key.includes(".") ? "plain" : key;
      return [
        here("map"),
        ...propsOf(inner.def.valueType, at(plain), {
          ...needs,
          [path]: { [plain]: Object.values(entry)[0] },
        }),
      ];
    }
    case "union":
      if (formatOf(inner) !== undefined) return [here("text")];
      return [
        here("union"),
        ...(inner.options as Schema[]).flatMap((option) =>
          propsOf(option, path, { ...needs, [path]: sample(option) }).filter(
            (prop) => prop.path !== path || prop.kind !== "object",
          ),
        ),
      ];
    case "literal":
      return [];
    case "number":
    case "boolean":
      return [here(inner.def.type)];
    default:
      return [here(inner.def.type === "enum" ? "choice" : "text")];
  }
}

/** The shortest and the longest duration, as the remedy names them. */
export function bounds(schema: Schema): string[] {
  const message = schema.safeParse("").error?.issues[0]?.message ?? "";
  return /from "(\w+)" to "(\w+)"/.exec(message)?.slice(1) ?? [];
}
