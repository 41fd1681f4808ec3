import type { Monitoring } from "../monitoring-props";
import type { Receiver } from "./receiver-props";
import { receiverKey, secretFile } from "./secret-file";

/** Who can be told. */
export type ReceiverName =
  "default-receiver" | "critical-receiver" | "warning-receiver" | "info-receiver" | "heartbeat-receiver";

const template = (name: string) => `{{ template "fingerprint.${name}" . }}`;

const email = (to: string) => ({
  to,
  send_resolved: true,
  headers: { Subject: template("title") },
  html: template("email.html"),
  text: template("text"),
});

const slack = (channel: string) => ({
  channel,
  send_resolved: true,
  color: template("slack.color"),
  title: template("title"),
  title_link: template("url"),
  text: template("slack.text"),
  fallback: template("title"),
});

// A routing key (Events API v2) or a service key, never both: Alertmanager refuses the two together.
const pagerduty = {
  routing_key_file: secretFile("pagerduty-key"),
  send_resolved: true,
  description: template("title"),
  severity: "critical",
  client_url: template("url"),
  class: "{{ .CommonLabels.alertname }}",
  component: "{{ .CommonLabels.component }}",
  group: "{{ .CommonLabels.service }}",
  details: {
    environment: "{{ .CommonLabels.environment }}",
    cluster: "{{ .CommonLabels.cluster }}",
    namespace: "{{ .CommonLabels.namespace }}",
    summaries: template("text"),
    firing: "{{ .Alerts.Firing | len }}",
    resolved: "{{ .Alerts.Resolved | len }}",
  },
  links: [
    { href: template("runbook"), text: "Runbook" },
    { href: template("dashboard"), text: "Dashboard" },
  ],
};

/** What tells a further receiver, under Alertmanager's name for its kind. */
function integration(receiver: Receiver): Readonly<Record<string, object>> {
  const file = secretFile(receiverKey(receiver));
  switch (receiver.type) {
    case "teams":
      return {
        msteamsv2_configs: { webhook_url_file: file, title: template("title"), text: template("text") },
      };
    case "opsgenie":
      return {
        opsgenie_configs: {
          api_key_file: file,
          api_url: `https://api.${receiver.region === "eu" ? "eu." : ""}opsgenie.com/`,
          message: template("title"),
          description: template("text"),
        },
      };
    case "webhook":
      return { webhook_configs: { url_file: file } };
  }
}

/** The further receivers of a severity, by kind. */
function integrations(all: readonly Receiver[], severity: Receiver["severities"][number]) {
  const kinds: Record<string, object[]> = {};
  for (const receiver of all.filter(({ severities }) => severities.includes(severity))) {
    for (const [kind, config] of Object.entries(integration(receiver))) {
      (kinds[kind] ??= []).push({ ...config, send_resolved: true });
    }
  }
  return kinds;
}

/** The four receivers of people, and the one that hears the Watchdog. */
export function receivers({
  email: mail,
  slack: channels,
  pagerDuty,
  receivers: further,
}: Monitoring["notifications"]): { readonly name: ReceiverName; readonly [kind: string]: unknown }[] {
  return [
    { name: "default-receiver", email_configs: [email(mail.to)] },
    {
      name: "critical-receiver",
      email_configs: [email(mail.criticalTo ?? mail.to)],
      pagerduty_configs: pagerDuty ? [pagerduty] : undefined,
      slack_configs: [slack(channels.critical)],
      ...integrations(further, "critical"),
    },
    {
      name: "warning-receiver",
      email_configs: [email(mail.warningTo ?? mail.to)],
      slack_configs: [slack(channels.warning)],
      ...integrations(further, "warning"),
    },
    { name: "info-receiver", slack_configs: [slack(channels.info)], ...integrations(further, "info") },
    {
      name: "heartbeat-receiver",
      webhook_configs: [{ url_file: secretFile("heartbeat-url"), send_resolved: false }],
    },
  ];
}
