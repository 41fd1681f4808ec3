import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "./cache-folder";
import { customResourceDefinitions, customResourceFolder } from "./custom-resources";
import { exclusively } from "./exclusively";
import { goModuleFolder } from "./go-module";
import { kindSchemas } from "./schemas/kind-schemas";
import { groupFolder, pinned } from "./tool";

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
  for (const group of ["kubernetes-1.28", "kubernetes-1.37"] as const) {
    const version = pinned(group).version.slice(1);
    const folder = cacheFolder("schemas", `${version}-${recipe()}`);
    if (!existsSync(folder))
      await exclusively(`schemas-${version}`, (work) => {
        if (existsSync(folder)) return;
        const source = goModuleFolder(groupFolder(group), "k8s.io/kubernetes");
        const description = join(source, "api/openapi-spec/swagger.json");
        const { definitions, kinds } = kindSchemas(description, customResourceDefinitions());
        const write = (file: string, content: object) => {
          const path = join(work, "schemas", file);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, JSON.stringify(content));
        };
        write("definitions.json", { definitions });
        for (const { kind, schema } of kinds)
          write(join(kind.group || kind.version, `${kind.kind.toLowerCase()}_${kind.version}.json`), schema);
        mkdirSync(dirname(folder), { recursive: true });
        renameSync(join(work, "schemas"), folder);
      });
    // In the core group, kubeconform's group is the version.
    const template = join("{{.Group}}", "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json");
    result.push({ version, location: join(folder, template) });
  }
  return result;
}

/** A hash over all that the schemas depend on besides Kubernetes' version: the code and the custom kinds. */
function recipe(): string {
  const code = join(__dirname, "schemas");
  const files = [__filename, ...readdirSync(code).map((file) => join(code, file))];
  const hash = createHash("sha256").update(basename(customResourceFolder()));
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}
