import type * as ts from "typescript";
import type { z } from "zod";
import type { Docstring, Docstrings } from "./docstrings";
import { formatName, typeName, unwrap } from "./schema";

/** One prop of an environment, as the reference shows it. */
export interface PropRow {
  /** `api.exposure (ingress).className` */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** Undefined where there is none, or where it is made of the defaults below. */
  readonly defaultValue: unknown;
  readonly docstring: Docstring;
}

const literalOf = (schema: z.ZodType) => unwrap(schema).definition.values?.[0];

/** The props below a schema, each object's own before those below it. */
function rowsBelow(schema: z.ZodType, type: ts.Type, path: string, docs: Docstrings): PropRow[] {
  const { schema: bare, definition } = unwrap(schema);
  // A shape that many props share is described once, beside the formats.
  if (formatName(bare) !== undefined) return [];
  if (definition.element) return rowsBelow(definition.element, docs.element(type), `${path}[]`, docs);
  if (definition.options && definition.discriminator !== undefined) {
    const { discriminator } = definition;
    return definition.options.flatMap((option) => {
      const literal = unwrap(option).definition.shape?.[discriminator];
      const value = String(literal && literalOf(literal));
      return rowsBelow(option, docs.variant(type, discriminator, value), `${path} (${value})`, docs);
    });
  }
  return Object.entries(definition.shape ?? {}).flatMap(([name, prop]) =>
    propRows(prop, type, `${path}.${name}`, name, docs),
  );
}

/** A prop and all that is below it. */
export function propRows(
  schema: z.ZodType,
  owner: ts.Type,
  path: string,
  name: string,
  docs: Docstrings,
): PropRow[] {
  const { optional, defaultValue } = unwrap(schema);
  const { type, docstring } = docs.prop(owner, name);
  return [
    { path, type: typeName(schema), required: !optional, defaultValue, docstring },
    ...rowsBelow(schema, type, path, docs),
  ];
}
