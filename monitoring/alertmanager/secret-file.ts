import type { Monitoring } from "../monitoring-props";
import type { Receiver } from "./receiver-props";

/** Where the Secret is mounted. */
export const secretFolder = "/etc/alertmanager/secrets";

const receiverKey = ({ name }: Receiver) => `receiver-${name}`;

/** What the Secret `alertmanager-secrets` of an environment holds, by key. */
export function neededSecrets({ pagerDuty, receivers }: Monitoring["notifications"]): Record<string, string> {
  return {
    "smtp-password": "password of the mail relay",
    "slack-token": "token of the Slack app's bot (xoxb-…), with the right chat:write",
    ...(pagerDuty && { "pagerduty-key": "integration key of the PagerDuty service (Events API v2)" }),
    "heartbeat-url":
      "URL that the Watchdog calls; the service behind it raises the alarm when the calls stop",
    ...Object.fromEntries(
      receivers.map((receiver) => [
        receiverKey(receiver),
        `${receiver.type === "opsgenie" ? "API key" : "URL"} of the receiver ${receiver.name}`,
      ]),
    ),
  };
}

/** The file with the URL or the key of a further receiver: the configuration never holds a secret itself. */
export const secretFile = (receiver: Receiver) => `${secretFolder}/${receiverKey(receiver)}`;
