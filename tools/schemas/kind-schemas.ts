import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { CustomResourceDefinition } from "../custom-resources";
import { type GroupVersionKind, type JsonSchema, strictSchema } from "./strict-schema";

/** What Kubernetes accepts as a quantity; its API description only says "string". */
const quantity: JsonSchema = {
  type: ["string", "number"],
  pattern: "^[+-]?([0-9]+|[0-9]+\\.[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
};

const metadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** The file that schemas of kinds refer to, from the folder of a kind's group. */
const refer = (name: string): JsonSchema => ({ $ref: `../definitions.json#/definitions/${name}` });

/** The definitions of an API server's own API, made strict, and the kinds that it accepts, custom ones too. */
export function kindSchemas(swaggerFile: string, customFiles: readonly string[]) {
  const { definitions } = JSON.parse(readFileSync(swaggerFile, "utf8")) as {
    definitions: Record<string, JsonSchema>;
  };
  const own = Object.entries(definitions)
    // What can stand in a manifest carries `metadata` of its own.
    .filter(([, { properties }]) => properties?.["metadata"]?.$ref === `#/definitions/${metadata}`)
    .flatMap(([name, definition]) =>
      (definition["x-kubernetes-group-version-kind"] ?? []).map((kind) => ofKind(kind, refer(name))),
    );
  const strict = Object.entries(definitions).map(([name, one]) => [name, strictSchema(one)] as const);
  return {
    definitions: { ...Object.fromEntries(strict), "io.k8s.apimachinery.pkg.api.resource.Quantity": quantity },
    kinds: [...own, ...customFiles.flatMap(customKinds)],
  };
}

/** The versions of a custom kind that are served. */
function customKinds(file: string) {
  const { group, names, versions } = (parse(readFileSync(file, "utf8")) as CustomResourceDefinition).spec;
  return versions
    .filter(({ served }) => served)
    .map(({ name: version, schema }) => {
      const strict = strictSchema(schema.openAPIV3Schema);
      // The API server puts its own description in the place of the definition's.
      const properties = { ...strict.properties, apiVersion: {}, kind: {}, metadata: refer(metadata) };
      return ofKind({ group, version, kind: names.kind }, { ...strict, properties });
    });
}

/** What a schema describes, as an object of one kind. */
function ofKind(kind: GroupVersionKind, schema: JsonSchema) {
  const apiVersion = kind.group ? `${kind.group}/${kind.version}` : kind.version;
  const own: JsonSchema = {
    required: ["apiVersion", "kind", "metadata"],
    properties: { apiVersion: { enum: [apiVersion] }, kind: { enum: [kind.kind] } },
    allOf: [schema],
  };
  return { kind, schema: own };
}
