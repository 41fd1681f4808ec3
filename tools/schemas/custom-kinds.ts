import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import type { JsonSchema } from "./json-schema";
import { objectMeta, standalone, type KindSchema } from "./kubernetes-kinds";
import { strictSchema } from "./strict-schema";

/** The kinds of CustomResourceDefinition files: one for each version that is served. */
export function customKinds(
  files: readonly string[],
  definitions: Readonly<Record<string, JsonSchema>>,
): KindSchema[] {
  return files
    .flatMap((file) => parseAllDocuments(readFileSync(file, "utf8")))
    .map((document) => document.toJS() as CustomResourceDefinition)
    .flatMap(({ spec: { group, names, versions } }) =>
      versions
        .filter(({ served }) => served)
        .map(({ name: version, schema }) => {
          const kind = { group, version, kind: names.kind };
          const strict = strictSchema(schema.openAPIV3Schema);
          // The API server puts its own description in the place of the definition's.
          const properties = { ...strict.properties, metadata: { $ref: `#/definitions/${objectMeta}` } };
          return { ...kind, schema: standalone(kind, { ...strict, properties }, definitions) };
        }),
    );
}

/** As much of a definition as is read and written here. */
export interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    versions: {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: JsonSchema };
      selectableFields?: unknown;
    }[];
  };
}
