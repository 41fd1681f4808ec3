import { z } from "zod";
import { cidr, listOf, oneOf, port, resourceName } from "../../lib/validation/formats";

const common = {
  /** What it is called. Its URL or key is the key `receiver-<name>` of the Secret `alertmanager-secrets`. */
  name: resourceName,
  /** Which alerts it is told. */
  severities: listOf(oneOf("critical", "warning", "info"), { atLeast: 1 }),
};

/** Somebody else whom alerts reach. */
export const receiver = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      /** A channel of Microsoft Teams. The URL is that of a workflow which posts what a webhook gets. */
      type: z.literal("teams"),
      ...common,
    }),
    z.strictObject({
      /** Opsgenie, with the API key of a team's integration. Atlassian ends it in April 2027. */
      type: z.literal("opsgenie"),
      ...common,
      /** Where the account lies. @default "us" */
      region: oneOf("us", "eu").default("us"),
    }),
    z.strictObject({
      /** Any service that takes Alertmanager's own webhook. */
      type: z.literal("webhook"),
      ...common,
      /** Port of the URL. @default 443 */
      port: port.default(443),
      /** Ranges that hold its addresses, where they are private. @default [] it is on the internet */
      ranges: listOf(cidr).default([]),
    }),
  ],
  { error: 'must say its type: "teams", "opsgenie" or "webhook"' },
);

export type Receiver = z.output<typeof receiver>;
