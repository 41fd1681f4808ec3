import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "./cache-folder";
import { customResourceDefinitions, customResourceFolder } from "./custom-resources";
import { exclusively } from "./exclusively";
import { goModuleFolder } from "./go-module";
import { customKinds } from "./schemas/custom-kinds";
import { kubernetesDefinitions, kubernetesKinds, type KindSchema } from "./schemas/kubernetes-kinds";
import { groupFolder, versionOf } from "./tool";

const groups = ["kubernetes-1.28", "kubernetes-1.37"] as const;

/** Strict JSON schemas of all that an API server of one version accepts, custom kinds included. */
export interface KubernetesSchemas {
  /** Version of Kubernetes, without the `v`. */
  readonly version: string;

  /** What `kubeconform -schema-location` takes: a path with a template for the kind's name. */
  readonly location: string;
}

/**
 * The schemas of the oldest supported and of the newest Kubernetes. They are made from the API descriptions that the
 * pinned modules contain, and kept in the cache.
 */
export async function kubernetesSchemas(): Promise<KubernetesSchemas[]> {
  const result: KubernetesSchemas[] = [];
  for (const group of groups) {
    const { version, folder } = schemaFolder(group);
    if (!existsSync(folder))
      await exclusively(`schemas-${version}`, (work) => {
        if (existsSync(folder)) return;
        writeSchemas(schemasOf(group), join(work, "schemas"));
        mkdirSync(dirname(folder), { recursive: true });
        renameSync(join(work, "schemas"), folder);
      });
    // In the core group, kubeconform's group is the version.
    result.push({
      version,
      location: join(folder, "{{.Group}}", "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"),
    });
  }
  return result;
}

/** The folders that `kubernetesSchemas` uses, whether they are there or not. */
export function currentSchemaFolders(): string[] {
  return groups.map((group) => schemaFolder(group).folder);
}

function schemaFolder(group: (typeof groups)[number]): { version: string; folder: string } {
  const version = versionOf(group).slice(1);
  return { version, folder: cacheFolder("schemas", `${version}-${recipe()}`) };
}

function schemasOf(group: (typeof groups)[number]): KindSchema[] {
  const source = goModuleFolder(groupFolder(group), "k8s.io/kubernetes");
  const definitions = kubernetesDefinitions(join(source, "api/openapi-spec/swagger.json"));
  return [...kubernetesKinds(definitions), ...customKinds(customResourceDefinitions(), definitions)];
}

function writeSchemas(kinds: readonly KindSchema[], folder: string): void {
  for (const { group, version, kind, schema } of kinds) {
    const file = join(folder, group || version, `${kind.toLowerCase()}_${version}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(schema));
  }
}

/** A hash over all that the schemas depend on besides Kubernetes' version: the code and the custom kinds. */
function recipe(): string {
  const code = join(__dirname, "schemas");
  const files = [__filename, ...readdirSync(code).map((file) => join(code, file))];
  const hash = createHash("sha256").update(basename(customResourceFolder()));
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}
