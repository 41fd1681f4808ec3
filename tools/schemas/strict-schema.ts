import type { JsonSchema } from "./json-schema";

/** Keywords of the API descriptions that only documentation, merging or the server itself make use of. */
const ignored = /^(x-kubernetes-|description$|title$|example$|externalDocs$|default$|nullable$)/;

/**
 * A schema as the API server applies it with strict field validation: a field that is not described is an error, except
 * where the description says that unknown fields are kept.
 */
export function strictSchema(schema: JsonSchema): JsonSchema {
  const strict = converted(schema, strictSchema);
  if (schema.properties && !schema.additionalProperties && !schema["x-kubernetes-preserve-unknown-fields"])
    strict.additionalProperties = false;
  return strict;
}

/** Parts of `allOf` and the like describe some of the fields each; none of them can forbid the others. */
function partialSchema(schema: JsonSchema): JsonSchema {
  return converted(schema, partialSchema);
}

function converted(schema: JsonSchema, convert: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const result = Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !ignored.test(keyword)),
  ) as JsonSchema;
  if (schema.properties) result.properties = mapValues(schema.properties, convert);
  if (schema.items) result.items = convert(schema.items);
  if (typeof schema.additionalProperties === "object")
    result.additionalProperties = convert(schema.additionalProperties);
  if (schema.not) result.not = partialSchema(schema.not);
  for (const keyword of ["allOf", "anyOf", "oneOf"] as const)
    if (schema[keyword]) result[keyword] = schema[keyword].map(partialSchema);
  if (schema["x-kubernetes-int-or-string"] ?? schema.format === "int-or-string") {
    result.type = ["integer", "string"];
    delete result.format;
  }
  if (schema.nullable && typeof result.type === "string") result.type = [result.type, "null"];
  return result;
}

function mapValues<T, R>(values: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
