import type { SecretFile } from "./alertmanager-config-types";

/** A mail. */
export interface EmailConfig {
  readonly to: string;
  readonly send_resolved: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  readonly text: string;
}

/** A message in a Slack channel, through an incoming webhook. */
export interface SlackConfig {
  readonly channel: string;
  readonly send_resolved: boolean;
  readonly color: string;
  readonly title: string;
  readonly title_link: string;
  readonly text: string;
  readonly fallback: string;
}

/** An incident in PagerDuty. It takes a routing key (Events API v2) or a service key, never both; only the first is offered. */
export interface PagerdutyConfig {
  readonly routing_key_file: SecretFile;
  readonly send_resolved: boolean;
  readonly description: string;
  readonly severity: "critical" | "error" | "warning" | "info";
  readonly client_url: string;
  readonly class: string;
  readonly component: string;
  readonly group: string;
  readonly details: Readonly<Record<string, string>>;
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

/** A call of a URL. */
export interface WebhookConfig {
  readonly url_file: SecretFile;
  readonly send_resolved: boolean;
}
