import { readFileSync } from "node:fs";
import type { GroupVersionKind, JsonSchema } from "./json-schema";
import { strictSchema } from "./strict-schema";

/** A kind of object, and a schema of it that needs no other file. */
export interface KindSchema extends GroupVersionKind {
  readonly schema: JsonSchema;
}

/** What Kubernetes accepts as a quantity; its API description only says "string". */
const quantity: JsonSchema = {
  type: ["string", "number"],
  pattern: "^[+-]?([0-9]+|[0-9]+\\.[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
};

/** Name of the definition that describes every object's `metadata`. */
export const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** The definitions of a Kubernetes version's own API, made strict, by name. */
export function kubernetesDefinitions(swaggerFile: string): Record<string, JsonSchema> {
  const { definitions } = JSON.parse(readFileSync(swaggerFile, "utf8")) as {
    definitions: Record<string, JsonSchema>;
  };
  const strict = Object.entries(definitions).map(([name, definition]) => [
    name,
    {
      ...strictSchema(definition),
      "x-kubernetes-group-version-kind": definition["x-kubernetes-group-version-kind"],
    },
  ]);
  return {
    ...(Object.fromEntries(strict) as Record<string, JsonSchema>),
    "io.k8s.apimachinery.pkg.api.resource.Quantity": quantity,
  };
}

/** The kinds that can stand in a manifest, which are those that carry `metadata` of their own. */
export function kubernetesKinds(definitions: Readonly<Record<string, JsonSchema>>): KindSchema[] {
  return Object.values(definitions)
    .filter(({ properties }) => properties?.["metadata"]?.$ref === `#/definitions/${objectMeta}`)
    .flatMap((definition) =>
      (definition["x-kubernetes-group-version-kind"] ?? []).map((kind) => ({
        ...kind,
        schema: standalone(kind, definition, definitions),
      })),
    );
}

/** The schema of one kind: with its `apiVersion` and `kind`, and with every definition that it leads to. */
export function standalone(
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
  const reached = new Map<string, JsonSchema>();
  const follow = (from: JsonSchema) => {
    for (const name of referencesIn(from)) {
      const definition = definitions[name];
      if (!definition) throw new Error(`${kind} refers to ${name}, which is not defined.`);
      if (reached.has(name)) continue;
      reached.set(name, definition);
      follow(definition);
    }
  };
  follow(own);
  return { ...own, definitions: Object.fromEntries(reached) };
}

function referencesIn(schema: JsonSchema): string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );
}
