/** Where the Secret is mounted. */
export const secretFolder = "/etc/alertmanager/secrets";

/** What the Secret `alertmanager-secrets` holds, by key. */
export const secretKeys = {
  "smtp-password": "password of the mail relay",
  "slack-url": "URL of the Slack incoming webhook",
  "pagerduty-key": "integration key of the PagerDuty service (Events API v2)",
  "heartbeat-url": "URL that the Watchdog calls; the service behind it raises the alarm when the calls stop",
} as const;

/** A key of the Secret. */
export type SecretKey = keyof typeof secretKeys;

/** The file of a secret: the configuration never holds the secret itself. */
export const secretFile = (key: SecretKey) => `${secretFolder}/${key}`;
