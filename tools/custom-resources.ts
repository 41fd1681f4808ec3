import { join } from "node:path";
import { goModuleFolder } from "./go-module";

/** Where the definitions of the custom kinds that the manifests use are published. */
const published = [
  {
    module: "github.com/cert-manager/cert-manager",
    folder: "deploy/crds",
    files: ["cert-manager.io_certificates", "cert-manager.io_clusterissuers", "cert-manager.io_issuers"],
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
export const customResourcePins = join(__dirname, "custom-resources");

/**
 * The CustomResourceDefinitions of every custom kind that the manifests use, as the paths of their YAML files in the Go
 * module cache: cert-manager, Gateway API and Envoy Gateway, External Secrets Operator and KEDA. Downloads what is not there.
 */
export function customResourceDefinitions(): string[] {
  return published.flatMap(({ module, folder, files }) => {
    const source = goModuleFolder(customResourcePins, module);
    return files.map((file) => join(source, folder, `${file}.yaml`));
  });
}
