import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Alert, alertsOf } from "../facts/alerts";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { root } from "../root";
import { groupBy } from "../report/group-by";
import { type GeneratedFile, generatedParts } from "./generated-file";

const told: Readonly<Record<string, string>> = {
  critical: "pager, Slack and e-mail, at once and every hour",
  warning: "Slack and e-mail, every 12 hours",
  info: "Slack, every day",
  none: "nobody: it is a heartbeat",
};

const escalation: Readonly<Record<string, string>> = {
  critical:
    "Users suffer, or soon will. Without a mitigation after 15 minutes open an incident and call the second on-call; after 30 minutes call the service's owner.",
  warning:
    "It can wait for the working day unless it grows. Call the second on-call when a critical alert of the same service joins it, or when you don't understand it after an hour.",
  info: "Nobody needs to be called.",
  none: "Call the second on-call at once: until it is mended nobody is told of anything.",
};

const unique = (texts: readonly string[]) => [...new Set(texts)];

/** What the rule itself says, before anything that people wrote. */
function facts(alerts: readonly Alert[]): string {
  const rows = alerts.map(({ labels, for: after = "at once" }) =>
    [
      labels["severity"] ?? "",
      labels["objective"] ?? labels["component"] ?? "",
      after,
      told[labels["severity"] ?? ""] ?? "",
    ].join(" | "),
  );
  const exprs = unique(alerts.map(({ expr }) => expr));
  return [
    "| severity | about | fires after | who is told |\n| --- | --- | --- | --- |",
    ...unique(rows).map((row) => `| ${row} |`),
    ...(exprs.length === 1 ? ["", "The condition:", "", "```promql", exprs[0], "```"] : []),
  ].join("\n");
}

function links([first]: readonly Alert[]): string[] {
  const dashboard = first?.annotations["dashboard_url"]?.split("/").at(-1) ?? "";
  const ofApi = first?.labels["service"] === "fingerprint-api";
  return [
    `- Grafana: dashboard \`${dashboard}\`, which the notification links to`,
    ...(ofApi ? ['- Kibana: saved searches "Errors" and "Slow requests"'] : []),
    "- [Architecture](../architecture.md): who talks to whom",
    "- [Troubleshooting](../operations/troubleshooting.md)",
  ];
}

function next(alert: string, alerts: readonly Alert[]): string {
  const severities = unique(alerts.map(({ labels }) => labels["severity"] ?? ""));
  return [
    ...severities.map(
      (severity) => (severities.length > 1 ? `As ${severity}: ` : "") + (escalation[severity] ?? ""),
    ),
    "[On-call](../operations/on-call.md) says whom to call, [incidents](../operations/incidents.md) how to lead one.",
    "## Silence",
    "Only when the cause is known and somebody works on it. It ends by itself:",
    [
      "```bash",
      "kubectl exec -n prometheus statefulset/alertmanager -- \\",
      "  amtool silence add --alertmanager.url=http://localhost:9093 \\",
      `  --duration=2h --author="$USER" --comment="why, and who works on it" alertname=${alert}`,
      "```",
    ].join("\n"),
    "## Links",
    links(alerts).join("\n"),
  ].join("\n\n");
}

/** The page of each alert, with what its rule says. */
export function runbookPages({ manifests }: EnvironmentManifests): GeneratedFile[] {
  return [...groupBy(alertsOf(manifests), ({ alert }) => alert)]
    .filter(([alert]) => existsSync(join(root, `docs/runbooks/${alert}.md`)))
    .map(([alert, alerts]) =>
      generatedParts(`docs/runbooks/${alert}.md`, { facts: facts(alerts), next: next(alert, alerts) }),
    );
}

/** Labels of the series that fired are not known here; their names say enough. */
function firstSentence(alert: Alert | undefined): string {
  const [sentence = ""] = (alert?.annotations["description"] ?? "").split(". ");
  return sentence.replaceAll(/\{\{ ?\$labels\.(\w+) ?\}\}/g, "`<$1>`").replace(/\.$/, "");
}

/** A list of all runbooks. */
export function runbookIndex({ manifests }: EnvironmentManifests): string {
  const rows = [...groupBy(alertsOf(manifests), ({ alert }) => alert)].map(([alert, alerts]) => {
    const severities = unique(alerts.map(({ labels }) => labels["severity"] ?? "")).join(", ");
    return `| [${alert}](${alert}.md) | ${severities} | ${firstSentence(alerts[0])} |`;
  });
  return ["| alert | severity | what |", "| --- | --- | --- |", ...rows.sort()].join("\n");
}
