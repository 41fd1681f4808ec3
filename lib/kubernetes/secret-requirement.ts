import { Chart } from "cdk8s";
import type { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { z } from "zod";
import * as externalSecrets from "../../imports/external-secrets.io";
import { objectName, oneOf, secretPrefix, variants, wholeSeconds } from "../validation/formats";
import { requires } from "./prerequisite";

/** Where Secrets come from. No secret value ever enters this repository. */
export const secretSource = variants("source", 'must say its source: "existing" or "external-secrets"', [
  z.strictObject({
    /** Somebody made the Secrets before; `deploy.sh` names those that are missing. */
    source: z.literal("existing"),
  }),
  z.strictObject({
    /** The External Secrets Operator, which the cluster already has, copies them from a store. */
    source: z.literal("external-secrets"),
    /** The store that the operator reads. */
    store: z.strictObject({
      /** One store for all namespaces, or one of the same name in each. @default "ClusterSecretStore" */
      kind: oneOf("ClusterSecretStore", "SecretStore").default("ClusterSecretStore"),
      /** Name of the store object. */
      name: objectName,
    }),
    /** How often the operator reads the store again. @default "1h" */
    refreshInterval: wholeSeconds("1m", "7d").default("1h"),
    /**
     * Put before `<namespace>/<secret>` to make the key in the store.
     *
     * @default "" such as "fingerprint/fingerprint-api-secrets"
     */
    prefix: secretPrefix.default(""),
  }),
]);

export type SecretSource = z.output<typeof secretSource>;

export interface SecretRequirementProps {
  /** The keys that are read. */
  readonly keys: readonly string[];

  /** What the Secret is for, for whoever has to make it. */
  readonly purpose: string;

  /** Where the environment's Secrets come from. */
  readonly source: SecretSource;
}

const storeKinds = {
  SecretStore: externalSecrets.ExternalSecretSpecSecretStoreRefKind.SECRET_STORE,
  ClusterSecretStore: externalSecrets.ExternalSecretSpecSecretStoreRefKind.CLUSTER_SECRET_STORE,
} as const;

/** A Secret that pods read, in the chart's namespace. It is made outside of this program, or copied from a store by the External Secrets Operator. */
export class SecretRequirement extends Construct {
  readonly keys: readonly string[];

  constructor(
    scope: Construct,
    readonly name: string,
    { keys, purpose, source }: SecretRequirementProps,
  ) {
    super(scope, name);
    this.keys = keys;
    const { namespace } = Chart.of(this);
    if (namespace === undefined) throw new Error(`the chart of Secret ${name} has no namespace`);

    if (source.source === "existing") {
      requires(this, "secret", name, purpose, keys.join(","));
      return;
    }

    const { store, refreshInterval, prefix } = source;
    new externalSecrets.ExternalSecret(this, "external-secret", {
      metadata: { name },
      spec: {
        refreshInterval,
        secretStoreRef: { kind: storeKinds[store.kind], name: store.name },
        target: { name, creationPolicy: externalSecrets.ExternalSecretSpecTargetCreationPolicy.OWNER },
        data: keys.map((key) => ({
          secretKey: key,
          remoteRef: { key: `${prefix}${namespace}/${name}`, property: key },
        })),
      },
    });
    const operator = "the External Secrets Operator copies Secrets from their store";
    requires(this, "api", externalSecrets.ExternalSecret.GVK.apiVersion, operator);
    const kind = store.kind === "SecretStore" ? "secretstore" : "clustersecretstore";
    requires(this, kind, store.name, "the store that Secrets are copied from");
  }

  /** An environment variable that holds one key's value. */
  variable(name: string, key: string): k8s.EnvVar {
    return { name, valueFrom: { secretKeyRef: { name: this.name, key: this.known(key) } } };
  }

  /** The keys as files: all of them, or some. */
  volume(volumeName: string, keys?: readonly string[]): k8s.Volume {
    const items = keys?.map((key) => ({ key: this.known(key), path: key }));
    return { name: volumeName, secret: { secretName: this.name, defaultMode: 0o440, items } };
  }

  private known(key: string): string {
    if (!this.keys.includes(key))
      throw new Error(`Secret ${this.name} has no key ${key}, only ${this.keys.join(", ")}`);
    return key;
  }
}
