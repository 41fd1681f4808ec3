import { renderYaml } from "../../lib/render-template";
import { toYaml } from "../../lib/yaml";
import type { Monitoring } from "../monitoring-props";
import type { Receiver } from "./notification-props";

export const configFolder = "/etc/alertmanager/config";

/** Where the Secret is mounted: the configuration never holds a secret itself. */
export const secretFolder = "/etc/alertmanager/secrets";
export const configFiles = { main: "alertmanager.yml", templates: "notifications.tmpl" } as const;

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

const [title, text] = ["title", "text"].map((name) => `{{ template "fingerprint.${name}" . }}`);

/** What tells a further receiver, under Alertmanager's name for its kind. */
function integration(receiver: Receiver): Readonly<Record<string, object>> {
  const file = `${secretFolder}/${receiverKey(receiver)}`;
  switch (receiver.type) {
    case "teams":
      return { msteamsv2_configs: { webhook_url_file: file, title, text } };
    case "opsgenie":
      return {
        opsgenie_configs: {
          api_key_file: file,
          api_url: `https://api.${receiver.region === "eu" ? "eu." : ""}opsgenie.com/`,
          message: title,
          description: text,
        },
      };
    case "webhook":
      return { webhook_configs: { url_file: file } };
  }
}

/** The further receivers of a severity, by kind. */
function integrations(all: readonly Receiver[], severity: string) {
  const kinds: Record<string, object[]> = {};
  for (const receiver of all.filter(({ severities }) => (severities as string[]).includes(severity))) {
    for (const [kind, config] of Object.entries(integration(receiver))) {
      (kinds[kind] ??= []).push({ ...config, send_resolved: true });
    }
  }
  return kinds;
}

export type AlertmanagerConfigProps = Pick<Monitoring, "alertmanager" | "notifications">;

/** `alertmanager.yml` of an environment: the file beside this one, and in it who else is told of a severity. */
export function alertmanagerYml({ alertmanager, notifications }: AlertmanagerConfigProps): string {
  const { email, receivers: further, ...channels } = notifications;
  const config = renderYaml("monitoring/alertmanager/alertmanager.yml", {
    secrets: secretFolder,
    templates: configFolder,
    email: { ...email, criticalTo: email.criticalTo ?? email.to, warningTo: email.warningTo ?? email.to },
    ...channels,
    alertmanager,
  });
  const receivers = (config["receivers"] as { readonly name: string }[]).map((receiver) => ({
    ...receiver,
    ...integrations(further, receiver.name.replace("-receiver", "")),
  }));
  return toYaml({ ...config, receivers });
}
