import type { Monitoring } from "../monitoring-props";
import { secretFile } from "./secret-file";

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

/** The four receivers of people, and the one that hears the Watchdog. */
export function receivers({
  email: mail,
  slack: channels,
  pagerDuty,
}: Monitoring["notifications"]): { readonly name: ReceiverName; readonly [kind: string]: unknown }[] {
  return [
    { name: "default-receiver", email_configs: [email(mail.to)] },
    {
      name: "critical-receiver",
      email_configs: [email(mail.criticalTo ?? mail.to)],
      pagerduty_configs: pagerDuty ? [pagerduty] : undefined,
      slack_configs: [slack(channels.critical)],
    },
    {
      name: "warning-receiver",
      email_configs: [email(mail.warningTo ?? mail.to)],
      slack_configs: [slack(channels.warning)],
    },
    { name: "info-receiver", slack_configs: [slack(channels.info)] },
    {
      name: "heartbeat-receiver",
      webhook_configs: [{ url_file: secretFile("heartbeat-url"), send_resolved: false }],
    },
  ];
}
