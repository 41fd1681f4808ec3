import type { Monitoring } from "../monitoring-props";

/** Where the Secret is mounted. */
export const secretFolder = "/etc/alertmanager/secrets";

/** What the Secret `alertmanager-secrets` holds, by key. */
export const secretKeys = {
  "smtp-password": "password of the mail relay",
  "slack-token": "token of the Slack app's bot (xoxb-…), with the right chat:write",
  "pagerduty-key": "integration key of the PagerDuty service (Events API v2)",
  "heartbeat-url": "URL that the Watchdog calls; the service behind it raises the alarm when the calls stop",
} as const;

/** A key of the Secret. */
export type SecretKey = keyof typeof secretKeys;

/** The keys that an environment needs. */
export const neededKeys = ({ pagerDuty }: Monitoring["notifications"]): SecretKey[] =>
  (Object.keys(secretKeys) as SecretKey[]).filter((key) => key !== "pagerduty-key" || pagerDuty);

/** The file of a secret: the configuration never holds the secret itself. */
export const secretFile = (key: SecretKey) => `${secretFolder}/${key}`;
