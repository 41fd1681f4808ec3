import type { Monitoring } from "../monitoring-props";
import type { Receiver } from "./receiver-props";

/** Where the Secret is mounted. */
export const secretFolder = "/etc/alertmanager/secrets";

/** What the Secret `alertmanager-secrets` holds, by key. What further receivers need comes on top. */
const secretKeys = {
  "smtp-password": "password of the mail relay",
  "slack-token": "token of the Slack app's bot (xoxb-…), with the right chat:write",
  "pagerduty-key": "integration key of the PagerDuty service (Events API v2)",
  "heartbeat-url": "URL that the Watchdog calls; the service behind it raises the alarm when the calls stop",
} as const;

/** A key of the Secret. */
export type SecretKey = keyof typeof secretKeys;

/** The key of a further receiver. */
export const receiverKey = ({ name }: Receiver) => `receiver-${name}` as const;

/** The keys that an environment needs, and what each holds. */
export function neededSecrets({
  pagerDuty,
  receivers,
}: Monitoring["notifications"]): Readonly<Record<string, string>> {
  const { "pagerduty-key": pager, "heartbeat-url": heartbeat, ...always } = secretKeys;
  return {
    ...always,
    ...(pagerDuty && { "pagerduty-key": pager }),
    "heartbeat-url": heartbeat,
    ...Object.fromEntries(
      receivers.map((receiver) => [
        receiverKey(receiver),
        `${receiver.type === "opsgenie" ? "API key" : "URL"} of the receiver ${receiver.name}`,
      ]),
    ),
  };
}

/** The file of a secret: the configuration never holds the secret itself. */
export const secretFile = (key: SecretKey | ReturnType<typeof receiverKey>) => `${secretFolder}/${key}`;
