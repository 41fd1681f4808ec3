import type { EmailConfig, PagerdutyConfig, SlackConfig, WebhookConfig } from "./receiver-types";

/** How alerts of a branch are grouped and when they are told. */
export interface RouteTiming {
  /** Time in which further alerts join a group's first notification. */
  readonly group_wait?: string;
  /** Time between two notifications of one group. */
  readonly group_interval?: string;
  /** Time after which a lasting alert is told again. */
  readonly repeat_interval?: string;
}

/** A branch of the routing tree. */
export interface Route<Receiver extends string = string> extends RouteTiming {
  readonly receiver: Receiver;
  readonly group_by?: readonly string[];
  /** Conditions such as `severity="critical"`; all must hold. */
  readonly matchers?: readonly string[];
  readonly routes?: readonly Route<Receiver>[];
}

/** While a source fires, targets with the same values of `equal` are silent. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  /** A label that is missing on both sides counts as equal. */
  readonly equal: readonly string[];
}

/** Everybody that one notification reaches. */
export interface Receiver<Name extends string = string> {
  readonly name: Name;
  readonly email_configs?: readonly EmailConfig[];
  readonly pagerduty_configs?: readonly PagerdutyConfig[];
  readonly slack_configs?: readonly SlackConfig[];
  readonly webhook_configs?: readonly WebhookConfig[];
}

/** `alertmanager.yml`. */
export interface AlertmanagerConfig<Name extends string = string> {
  readonly global: {
    readonly resolve_timeout: string;
    readonly smtp_smarthost: string;
    readonly smtp_from: string;
    readonly smtp_require_tls: boolean;
    readonly smtp_auth_username: string;
    readonly smtp_auth_password_file: SecretFile;
    readonly slack_api_url_file: SecretFile;
  };
  readonly templates: readonly string[];
  readonly route: Route<Name>;
  readonly receivers: readonly Receiver<Name>[];
  readonly inhibit_rules: readonly InhibitRule[];
}

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

/** A secret as the file that it is mounted at. There is no way to write the secret itself. */
export type SecretFile = `${typeof secretFolder}/${SecretKey}`;

/** The file of a secret. */
export function secretFile<Key extends SecretKey>(key: Key): `${typeof secretFolder}/${Key}` {
  return `${secretFolder}/${key}`;
}
