import { z } from "zod";
import { listOf, section, variants } from "../../lib/validation/format";
import * as formats from "../../lib/validation/formats";

const common = {
  /** What it is called. Its URL or key is the key `receiver-<name>` of the Secret `alertmanager-secrets`. */
  name: formats.resourceName,
  /** Which alerts it is told. */
  severities: listOf(formats.oneOf("critical", "warning", "info"), { atLeast: 1 }),
};

/** Somebody else whom alerts reach. */
const receiver = variants("type", 'must say its type: "teams", "opsgenie" or "webhook"', [
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
    region: formats.oneOf("us", "eu").default("us"),
  }),
  z.strictObject({
    /** Any service that takes Alertmanager's own webhook. */
    type: z.literal("webhook"),
    ...common,
    /** Port of the URL. @default 443 */
    port: formats.port.default(443),
    /** Ranges that hold its addresses, where they are private. @default [] it is on the internet */
    ranges: listOf(formats.cidr).default([]),
  }),
]);

export type Receiver = z.output<typeof receiver>;

/** Whom alerts reach. Passwords, keys and hook URLs come from the Secret `alertmanager-secrets`. */
export const notificationProps = z.strictObject({
  /** The mail relay, and who gets mail. */
  email: z.strictObject({
    /** Host of the mail relay. */
    relay: formats.dnsName,
    /** Port of the relay; TLS is required on it. @default 587 */
    port: formats.port.default(587),
    /** Ranges of a relay in a private network. @default [] it is on the internet */
    relayRanges: listOf(formats.cidr).default([]),
    /** Name that Alertmanager logs in with. */
    username: formats.loginName,
    /** Sender. */
    from: formats.emailAddress,
    /** Receiver of alerts without a severity that has a route. */
    to: formats.emailAddress,
    /** Receiver of critical alerts. @default `to` */
    criticalTo: formats.emailAddress.optional(),
    /** Receiver of warnings. @default `to` */
    warningTo: formats.emailAddress.optional(),
  }),
  /** Critical alerts wake somebody through PagerDuty. Without it they go to Slack and e-mail alone. @default true */
  pagerDuty: formats.flag.default(true),
  /** A channel for each severity. An app's bot, invited to each of them, writes there: its token is the key `slack-token` of the Secret. */
  slack: section({
    /** Channel of critical alerts. @default "#fingerprint-critical" */
    critical: formats.slackChannel.default("#fingerprint-critical"),
    /** Channel of warnings. @default "#fingerprint-warning" */
    warning: formats.slackChannel.default("#fingerprint-warning"),
    /** Channel of alerts that only inform. @default "#fingerprint-info" */
    info: formats.slackChannel.default("#fingerprint-info"),
  }),
  /** Whom alerts reach besides: Teams, Opsgenie, any webhook. @default [] */
  receivers: listOf(receiver).default([]),
});
