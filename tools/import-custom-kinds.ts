import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { customResourceDefinitions } from "./custom-resources";

/**
 * The custom kinds that the program makes, in the version that it writes, and the fields of `spec` that it may write,
 * each with all below it. Other fields do not become code: Issuer and HTTPRoute alone would have 17,000 lines of it.
 */
const kinds: Readonly<Record<string, { readonly version: string; readonly fields: readonly string[] }>> = {
  "cert-manager.io_certificates": {
    version: "v1",
    fields: ["commonName", "dnsNames", "duration", "isCA", "issuerRef", "privateKey", "secretName", "usages"],
  },
  "cert-manager.io_issuers": { version: "v1", fields: ["ca.secretName", "selfSigned"] },
  ciliumnetworkpolicies: {
    version: "v2",
    fields: [
      "egress.toEntities",
      "egress.toPorts.ports.port",
      "egress.toPorts.ports.protocol",
      "endpointSelector.matchLabels",
      "ingress.fromEntities",
      "ingress.toPorts.ports.port",
      "ingress.toPorts.ports.protocol",
    ],
  },
  "external-secrets.io_externalsecrets": {
    version: "v1",
    fields: [
      "data.remoteRef",
      "data.secretKey",
      "refreshInterval",
      "secretStoreRef",
      "target.creationPolicy",
      "target.name",
    ],
  },
  "gateway.envoyproxy.io_backendtrafficpolicies": {
    version: "v1alpha1",
    fields: [
      "rateLimit.global.rules.clientSelectors.sourceCIDR",
      "rateLimit.global.rules.limit",
      "rateLimit.type",
      "targetRefs",
    ],
  },
  "gateway.networking.k8s.io_gateways": {
    version: "v1",
    fields: [
      "gatewayClassName",
      "listeners.allowedRoutes.namespaces.from",
      "listeners.hostname",
      "listeners.name",
      "listeners.port",
      "listeners.protocol",
      "listeners.tls.certificateRefs",
      "listeners.tls.mode",
    ],
  },
  "gateway.networking.k8s.io_httproutes": {
    version: "v1",
    fields: [
      "hostnames",
      "parentRefs",
      "rules.backendRefs.name",
      "rules.backendRefs.port",
      "rules.filters.requestRedirect",
      "rules.filters.type",
      "rules.matches.path",
      "rules.timeouts",
    ],
  },
  "keda.sh_scaledobjects": {
    version: "v1alpha1",
    fields: [
      "advanced.horizontalPodAutoscalerConfig",
      "maxReplicaCount",
      "minReplicaCount",
      "pollingInterval",
      "scaleTargetRef",
      "triggers",
    ],
  },
};

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
}

interface Definition {
  readonly spec: {
    versions: { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** Without what no field of the list is or lies in. */
function trimmed(schema: Schema, fields: readonly string[]): Schema {
  const kept = Object.entries(schema.properties ?? {}).flatMap(([name, property]): [string, Schema][] => {
    if (fields.includes(name)) return [[name, property]];
    const below = fields.filter((field) => field.startsWith(`${name}.`));
    return below.length > 0
      ? [
          [
            name,
            trimmed(
              property,
              below.map((field) => field.slice(name.length + 1)),
            ),
          ],
        ]
      : [];
  });
  return {
    ...schema,
    properties: schema.properties && Object.fromEntries(kept),
    items: schema.items && trimmed(schema.items, fields),
  };
}

/** A definition with one version, and nothing but some fields of its `spec`. */
function used(text: string, version: string, fields: readonly string[]): Definition {
  const definition = parse(text) as Definition;
  definition.spec.versions = definition.spec.versions.filter(({ name }) => name === version);
  const properties = definition.spec.versions[0]?.schema.openAPIV3Schema.properties;
  if (!properties?.["spec"]) throw new Error(`there is no ${version} with a spec`);
  properties["spec"] = trimmed(properties["spec"], fields);
  // A list of them, which Cilium takes as well.
  delete properties["specs"];
  return definition;
}

/** Writes `imports/`: the classes that `cdk8s import` makes of the definitions. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "definitions-"));
  try {
    const file = join(folder, "definitions.yaml");
    const definitions = customResourceDefinitions().flatMap((path) => {
      const name =
        path
          .split("/")
          .at(-1)
          ?.replace(/\.yaml$/, "") ?? path;
      const kind = kinds[name];
      return kind ? [stringify(used(readFileSync(path, "utf8"), kind.version, kind.fields))] : [];
    });
    writeFileSync(file, definitions.join("---\n"));
    execFileSync(
      "npx",
      ["cdk8s", "import", file, "--language", "typescript", "--save", "false", "--output", "imports"],
      { stdio: "inherit", cwd: join(__dirname, "..") },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv.includes("--help")) {
  console.log(`Usage: npm run imports

Writes imports/ again: the classes that cdk8s import makes of the definitions of custom kinds, with the fields that
this program writes. Run it after a change of their versions in tools/custom-resources/go.mod, or of the fields.`);
} else {
  main();
}
