import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type CustomResourceDefinition, type UsedKind, definitionFiles } from "./custom-resources";
import type { JsonSchema } from "./schemas/strict-schema";

const help = `Usage: npm run imports

Writes imports/ again: the classes that cdk8s import makes of the definitions of custom kinds, with the fields that
this program writes. Run it after a change of their versions in tools/custom-resources/go.mod, or of the fields in
kinds.yaml there.`;

/** Without what no field of the list is or lies in. */
function trimmed(schema: JsonSchema, fields: readonly string[]): JsonSchema {
  const kept = Object.entries(schema.properties ?? {}).flatMap(([name, property]): [string, JsonSchema][] => {
    if (fields.includes(name)) return [[name, property]];
    const below = fields.flatMap((field) =>
      field.startsWith(`${name}.`) ? [field.slice(name.length + 1)] : [],
    );
    return below.length > 0 ? [[name, trimmed(property, below)]] : [];
  });
  return {
    ...schema,
    properties: schema.properties && Object.fromEntries(kept),
    items: schema.items && trimmed(schema.items, fields),
  };
}

/** A definition with one version, and nothing but some fields of its `spec`. */
function trimmedDefinition(text: string, { version, fields }: UsedKind): CustomResourceDefinition {
  const definition = parse(text) as CustomResourceDefinition;
  definition.spec.versions = definition.spec.versions.filter(({ name }) => name === version);
  const properties = definition.spec.versions[0]?.schema.openAPIV3Schema.properties;
  if (!properties?.["spec"]) throw new Error(`there is no ${version} with a spec`);
  properties["spec"] = trimmed(properties["spec"], fields);
  // A list of them, which Cilium takes as well.
  delete properties["specs"];
  return definition;
}

if (process.argv.includes("--help")) {
  console.log(help);
} else {
  const folder = mkdtempSync(join(tmpdir(), "definitions-"));
  const file = join(folder, "definitions.yaml");
  const definitions = definitionFiles().flatMap(({ file, used }) =>
    used ? [stringify(trimmedDefinition(readFileSync(file, "utf8"), used))] : [],
  );
  writeFileSync(file, definitions.join("---\n"));
  const words = ["import", file, "--language", "typescript", "--save", "false", "--output", "imports"];
  execFileSync("npx", ["cdk8s", ...words], { stdio: "inherit", cwd: join(__dirname, "..") });
  rmSync(folder, { recursive: true });
}
