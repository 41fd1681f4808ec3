import type { Monitoring } from "../monitoring-props";
import type { Severity } from "../rules/rule-types";
import { type ReceiverName, receivers } from "./receivers";
import { secretFile } from "./secret-file";

/** Where the ConfigMap is mounted. */
export const configFolder = "/etc/alertmanager/config";

/** Files of the ConfigMap. */
export const configFiles = { main: "alertmanager.yml", templates: "notifications.tmpl" } as const;

const severity = (value: Severity) => `severity="${value}"`;

type Timing = Monitoring["alertmanager"]["critical"];

const branch = (receiver: ReceiverName, level: Severity, { groupWait, repeatInterval }: Timing) => ({
  receiver,
  matchers: [severity(level)],
  group_wait: groupWait,
  repeat_interval: repeatInterval,
});

/** The Watchdog is a heartbeat: told every minute or two, and never grouped with anything. */
const heartbeat: ReturnType<typeof branch> & { readonly group_interval: string } = {
  receiver: "heartbeat-receiver",
  matchers: ['alertname="Watchdog"'],
  group_wait: "0s",
  group_interval: "1m",
  repeat_interval: "1m",
};

/** What keeps quiet while something worse is known. */
export const inhibitRules = [
  {
    // Two alerts without a service would count as the same service, so only alerts that have one take part.
    // A page on an error budget says that users suffer, not why: the warnings beside it say that, so it silences none.
    source_matchers: [severity("critical"), 'service!=""', 'component!="objective"'],
    target_matchers: ['severity=~"warning|info"', 'service!=""'],
    equal: ["service"],
  },
  {
    source_matchers: [severity("warning")],
    target_matchers: [severity("info")],
    equal: ["alertname"],
  },
];

/** The props that become `alertmanager.yml`. */
export type AlertmanagerConfigProps = Pick<Monitoring, "alertmanager" | "notifications">;

/** `alertmanager.yml`. */
export type AlertmanagerConfig = ReturnType<typeof alertmanagerConfig>;

/** `alertmanager.yml` of an environment. */
export function alertmanagerConfig({ alertmanager, notifications }: AlertmanagerConfigProps) {
  const { relay, port, username, from } = notifications.email;
  return {
    global: {
      resolve_timeout: "5m",
      smtp_smarthost: `${relay}:${String(port)}`,
      smtp_from: from,
      smtp_require_tls: true,
      smtp_auth_username: username,
      smtp_auth_password_file: secretFile("smtp-password"),
      // A hook of an app writes to the channel that it was made for, whatever `channel` says; a bot obeys.
      slack_app_token_file: secretFile("slack-token"),
    },
    templates: [`${configFolder}/*.tmpl`],
    route: {
      receiver: "default-receiver",
      // Ten crashing pods of one service are one message.
      group_by: ["alertname", "namespace", "service"],
      group_wait: alertmanager.fallback.groupWait,
      group_interval: alertmanager.groupInterval,
      repeat_interval: alertmanager.fallback.repeatInterval,
      routes: [
        heartbeat,
        branch("critical-receiver", "critical", alertmanager.critical),
        branch("warning-receiver", "warning", alertmanager.warning),
        branch("info-receiver", "info", alertmanager.info),
      ],
    },
    receivers: receivers(notifications),
    inhibit_rules: inhibitRules,
  };
}
