import { z } from "zod";
import { objectName, oneOf, wholeSeconds } from "../validation/formats";

/**
 * Where Secrets come from. No secret value ever enters this repository.
 *
 * - `existing`: somebody made the Secrets before; `deploy.sh` names those that are missing.
 * - `external-secrets`: the External Secrets Operator copies them from a store.
 */
export const secretSource = z.discriminatedUnion(
  "source",
  [
    z.strictObject({ source: z.literal("existing") }),
    z.strictObject({
      source: z.literal("external-secrets"),
      /** The store that the operator reads. */
      store: z.strictObject({
        /** @default "ClusterSecretStore" */
        kind: oneOf("ClusterSecretStore", "SecretStore").default("ClusterSecretStore"),
        /** Name of the store object. */
        name: objectName,
      }),
      /** How often the operator reads the store again. @default "1h" */
      refreshInterval: wholeSeconds.default("1h"),
      /**
       * Put before `<namespace>/<secret>` to make the key in the store.
       *
       * @default "" such as "fingerprint/fingerprint-api-secrets"
       */
      prefix: z.string({ error: 'must be text, such as "production/"' }).default(""),
    }),
  ],
  { error: 'must say its source: "existing" or "external-secrets"' },
);

/** Where an environment's Secrets come from. */
export type SecretSource = z.output<typeof secretSource>;
