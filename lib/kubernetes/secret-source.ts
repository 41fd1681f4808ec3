import { z } from "zod";
import { objectName, oneOf, secretPrefix, variants, wholeSeconds } from "../validation/formats";

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
