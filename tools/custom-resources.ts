import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { cacheFolder } from "./cache-folder";
import { goModuleFolder } from "./go-module";

/** Where the definitions of the custom kinds that the manifests use are published. */
const published = [
  {
    module: "github.com/cert-manager/cert-manager",
    folder: "deploy/crds",
    files: ["cert-manager.io_certificates", "cert-manager.io_clusterissuers", "cert-manager.io_issuers"],
  },
  {
    module: "github.com/cilium/cilium",
    folder: "pkg/k8s/apis/cilium.io/client/crds/v2",
    files: ["ciliumclusterwidenetworkpolicies", "ciliumnetworkpolicies"],
  },
  {
    module: "sigs.k8s.io/gateway-api",
    folder: "config/crd/standard",
    files: [
      "gateway.networking.k8s.io_gatewayclasses",
      "gateway.networking.k8s.io_gateways",
      "gateway.networking.k8s.io_httproutes",
    ],
  },
  {
    module: "github.com/envoyproxy/gateway",
    folder: "charts/gateway-helm/charts/crds/crds/generated",
    files: ["gateway.envoyproxy.io_backendtrafficpolicies"],
  },
  {
    module: "github.com/external-secrets/external-secrets",
    folder: "config/crds/bases",
    files: ["external-secrets.io_clustersecretstores", "external-secrets.io_externalsecrets"],
  },
  {
    module: "github.com/kedacore/keda/v2",
    folder: "config/crd/bases",
    files: ["keda.sh_scaledobjects", "keda.sh_triggerauthentications"],
  },
];

/** The folder whose go.mod pins those modules. Nothing is built from them. */
const pins = join(__dirname, "custom-resources");

/** Where the definitions are kept. Its name changes with what is in it. */
export function customResourceFolder(): string {
  const hash = createHash("sha256");
  for (const file of [__filename, join(pins, "go.sum")]) hash.update(readFileSync(file));
  return cacheFolder("custom-resources", hash.digest("hex").slice(0, 12));
}

/**
 * The CustomResourceDefinitions of every custom kind that the manifests use, as the paths of their YAML files:
 * cert-manager, Cilium, Gateway API and Envoy Gateway, External Secrets Operator and KEDA. Downloads what is not there.
 */
export function customResourceDefinitions(): string[] {
  const folder = customResourceFolder();
  if (!existsSync(folder)) copyDefinitions(folder);
  return published.flatMap(({ files }) => files.map((file) => join(folder, `${file}.yaml`)));
}

function copyDefinitions(folder: string): void {
  const draft = `${folder}.${String(process.pid)}`;
  mkdirSync(draft, { recursive: true });
  for (const { module, folder: source, files } of published) {
    const from = join(goModuleFolder(pins, module), source);
    for (const file of files.map((name) => `${name}.yaml`))
      writeFileSync(
        join(draft, file),
        stringify(forOldServers(parse(readFileSync(join(from, file), "utf8")) as CustomResourceDefinition)),
      );
  }
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another process was faster, and wrote the same.
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
}

/** Without `selectableFields`, which servers before 1.30 refuse. They only allow more field selectors. */
function forOldServers(definition: CustomResourceDefinition): CustomResourceDefinition {
  for (const version of definition.spec.versions) delete version.selectableFields;
  return definition;
}

interface CustomResourceDefinition {
  readonly spec: { readonly versions: readonly { selectableFields?: unknown }[] };
}
