/** The part of JSON Schema, and of its dialect in Kubernetes' API descriptions, that is read and written here. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  default?: unknown;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  not?: JsonSchema;
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  nullable?: boolean;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-group-version-kind"?: GroupVersionKind[];
}

/** What names a kind; the core group is `""`. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

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
const partialSchema = (schema: JsonSchema): JsonSchema => converted(schema, partialSchema);

function converted(schema: JsonSchema, convert: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const { properties, items, additionalProperties, not, format, type } = schema;
  const result: JsonSchema = Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !ignored.test(keyword)),
  );
  if (properties)
    result.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, convert(property)]),
    );
  if (items) result.items = convert(items);
  if (typeof additionalProperties === "object") result.additionalProperties = convert(additionalProperties);
  if (not) result.not = partialSchema(not);
  for (const keyword of ["allOf", "anyOf", "oneOf"] as const)
    if (schema[keyword]) result[keyword] = schema[keyword].map(partialSchema);
  if (schema["x-kubernetes-int-or-string"] ?? format === "int-or-string") {
    result.type = ["integer", "string"];
    delete result.format;
  }
  if (schema.nullable && typeof type === "string") result.type = [type, "null"];
  return result;
}
