import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { cacheFolder } from "./cache-folder";
import { goModuleFolder } from "./go-module";
import type { JsonSchema } from "./schemas/strict-schema";

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

/** Pins the modules that publish definitions, and says which. Nothing is built from them. */
const folder = join(__dirname, "custom-resources");

interface Publisher {
  /** Go module. */
  readonly module: string;
  /** Folder in it. */
  readonly folder: string;
  /** Kinds by their file's name; the version and the fields of `spec` of those that the program makes. */
  readonly kinds: Readonly<Record<string, UsedKind | null>>;
}

export interface UsedKind {
  readonly version: string;
  /** Dotted. */
  readonly fields: readonly string[];
}

const published = parse(readFileSync(join(folder, "kinds.yaml"), "utf8")) as readonly Publisher[];

/** Where the definitions are kept. Its name changes with what is in it. */
export function customResourceFolder(): string {
  const hash = createHash("sha256");
  for (const file of [__filename, join(folder, "kinds.yaml"), join(folder, "go.sum")])
    hash.update(readFileSync(file));
  return cacheFolder("custom-resources", hash.digest("hex").slice(0, 12));
}

/**
 * The CustomResourceDefinitions of every custom kind that the manifests use, as the paths of their YAML files:
 * cert-manager, Cilium, Gateway API and Envoy Gateway, External Secrets Operator and KEDA. Downloads what is not there.
 */
export function customResourceDefinitions(): string[] {
  return definitionFiles().map(({ file }) => file);
}

/** The same, each with what the program makes of its kind. */
export function definitionFiles(): { readonly file: string; readonly used: UsedKind | null }[] {
  const cached = customResourceFolder();
  if (!existsSync(cached)) copyDefinitions(cached);
  return published
    .flatMap(({ kinds }) => Object.entries(kinds))
    .map(([name, used]) => ({ file: join(cached, `${name}.yaml`), used }));
}

function copyDefinitions(into: string): void {
  const draft = `${into}.${String(process.pid)}`;
  mkdirSync(draft, { recursive: true });
  for (const { module, folder: source, kinds } of published) {
    const from = join(goModuleFolder(folder, module), source);
    for (const file of Object.keys(kinds).map((name) => `${name}.yaml`)) {
      const definition = parse(readFileSync(join(from, file), "utf8")) as CustomResourceDefinition;
      // Servers before 1.30 refuse them. They only allow more field selectors.
      for (const version of definition.spec.versions) delete version.selectableFields;
      writeFileSync(join(draft, file), stringify(definition));
    }
  }
  try {
    renameSync(draft, into);
  } catch (error) {
    // Another process was faster, and wrote the same.
    if (!existsSync(into)) throw error;
    rmSync(draft, { recursive: true });
  }
}
