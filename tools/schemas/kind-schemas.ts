import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { CustomResourceDefinition } from "../custom-resources";
import { type GroupVersionKind, type JsonSchema, strictSchema } from "./strict-schema";

/** A kind of object, and a schema of it that needs no other file. */
interface KindSchema {
  readonly kind: GroupVersionKind;
  readonly schema: JsonSchema;
}

/** What Kubernetes accepts as a quantity; its API description only says "string". */
const quantity: JsonSchema = {
  type: ["string", "number"],
  pattern: "^[+-]?([0-9]+|[0-9]+\\.[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
};

/** Every object's `metadata`. */
const metadata: JsonSchema = { $ref: "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" };

/** The kinds that an API server accepts: those of Kubernetes' API description, and of CustomResourceDefinition files. */
export function kindSchemas(swaggerFile: string, customFiles: readonly string[]): KindSchema[] {
  const { definitions } = JSON.parse(readFileSync(swaggerFile, "utf8")) as {
    definitions: Record<string, JsonSchema>;
  };
  const strict: Record<string, JsonSchema> = {
    ...Object.fromEntries(Object.entries(definitions).map(([name, one]) => [name, strictSchema(one)])),
    "io.k8s.apimachinery.pkg.api.resource.Quantity": quantity,
  };
  const own = Object.entries(definitions)
    // What can stand in a manifest carries `metadata` of its own.
    .filter(([, { properties }]) => properties?.["metadata"]?.$ref === metadata.$ref)
    .flatMap(([name, definition]) =>
      (definition["x-kubernetes-group-version-kind"] ?? []).map((kind) => ({
        kind,
        schema: strict[name] ?? {},
      })),
    );
  return [...own, ...customFiles.flatMap(customKinds)].map(({ kind, schema }) => {
    return { kind, schema: standalone(kind, schema, strict) };
  });
}

/** The versions of a custom kind that are served. */
function customKinds(file: string): KindSchema[] {
  const { group, names, versions } = (parse(readFileSync(file, "utf8")) as CustomResourceDefinition).spec;
  return versions
    .filter(({ served }) => served)
    .map(({ name: version, schema }) => {
      const strict = strictSchema(schema.openAPIV3Schema);
      // The API server puts its own description in the place of the definition's.
      const properties = { ...strict.properties, metadata };
      return { kind: { group, version, kind: names.kind }, schema: { ...strict, properties } };
    });
}

/** The schema of one kind: with its `apiVersion` and `kind`, and with every definition that it leads to. */
function standalone(
  { group, version, kind }: GroupVersionKind,
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const own: JsonSchema = {
    ...schema,
    required: [...new Set([...(schema.required ?? []), "apiVersion", "kind", "metadata"])],
    properties: {
      ...schema.properties,
      apiVersion: { enum: [group ? `${group}/${version}` : version] },
      kind: { enum: [kind] },
    },
  };
  const reached: Record<string, JsonSchema> = {};
  const follow = (from: JsonSchema) => {
    for (const [, name = ""] of JSON.stringify(from).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)) {
      const definition = definitions[name];
      if (!definition) throw new Error(`${kind} refers to ${name}, which is not defined.`);
      if (reached[name]) continue;
      reached[name] = definition;
      follow(definition);
    }
  };
  follow(own);
  return { ...own, definitions: reached };
}
