import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Files with the CustomResourceDefinitions that the manifests use, as their projects publish them. */
export function customResources(): string[] {
  const modules = execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();
  const folder = join(modules, "github.com/cert-manager/cert-manager@v1.21.2/deploy/crds");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => join(folder, file));
}
