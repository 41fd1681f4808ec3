import { existsSync } from "node:fs";
import { join } from "node:path";
import { prometheus } from "../../contracts/components";
import { alertsOf } from "../facts/alerts";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import type { AlertRule, Severity } from "../../monitoring/rules/rule-types";
import { root } from "../root";
import { groupBy } from "../report/group-by";
import { type GeneratedFile, generatedParts } from "./generated-file";
import { markdownTable } from "./markdown-table";

const told: Readonly<Record<Severity, string>> = {
  critical: "pager, Slack and e-mail, at once and every hour",
  warning: "Slack and e-mail, every 12 hours",
  info: "Slack, every day",
  none: "nobody: it is a heartbeat",
};

interface EnvironmentAlerts {
  readonly name: string;
  readonly alerts: readonly AlertRule[];
}

/** A block with the one command that asks a query, of which `addressed` makes the rest. A shell takes a query as it is between single quotes. */
function ask(query: string): string[] {
  return [
    "```bash",
    "for i in 0; do kubectl --context any exec -n prometheus prometheus-$i -c prometheus -- \\",
    `  promtool query instant http://localhost:9090 '${query}'; done`,
    "```",
  ];
}

/** Labels of the series that fired are not known here; their names say enough. */
const textOf = (alert: AlertRule | undefined) =>
  (alert?.annotations.description ?? "").replaceAll(/\{\{ ?\$labels\.(\w+) ?\}\}/g, "`<$1>`");

/** What an alert of one condition says, and where another environment's says something else: it has other thresholds. */
function texts(alerts: readonly AlertRule[], others: readonly EnvironmentAlerts[]): string[] {
  const [alert, ...more] = alerts;
  if (alert === undefined || more.length > 0) return [];
  const elsewhere = others.flatMap(({ name, alerts: all }) => {
    const text = textOf(all.find((other) => other.alert === alert.alert));
    return text === textOf(alert) ? [] : [`In \`${name}\`: ${text}`];
  });
  return [textOf(alert), ...elsewhere].flatMap((text) => [text, ""]);
}

/** What the rule itself says, before anything that people wrote. */
function facts(alerts: readonly AlertRule[], others: readonly EnvironmentAlerts[]): string {
  const rows = alerts.map(({ labels, for: after = "at once" }) => {
    const { severity, component, objective = component } = labels;
    return [severity, objective, after, told[severity]];
  });
  const [condition, ...more] = new Set(alerts.map(({ expr }) => expr));
  return [
    markdownTable(["severity", "about", "fires after", "who is told"], rows),
    "",
    ...texts(alerts, others),
    "[When to call whom](README.md#escalation), [how to silence it](README.md#silence), [where else to look](README.md#where-else-to-look).",
    "",
    ...(condition !== undefined && more.length === 0
      ? ["The condition, asked of each replica of Prometheus:", "", ...ask(condition)]
      : [
          "Which of its conditions fires, by each replica of Prometheus:",
          "",
          ...ask(`ALERTS{alertname="${alerts[0]?.alert ?? ""}",alertstate="firing"}`),
        ]),
  ].join("\n");
}

/** A page whose commands, those that people wrote too, go to the environment's cluster and to every replica of its Prometheus. */
export function addressed(
  { name, manifests, prerequisites }: EnvironmentManifests,
  { file, content }: GeneratedFile,
): GeneratedFile {
  const context = prerequisites.find(({ kind }) => kind === "context")?.name ?? name;
  const server = manifests.find(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.name === prometheus.name,
  );
  const { replicas = 1 } = (server?.["spec"] ?? {}) as { replicas?: number };
  const ordinals = Array.from({ length: replicas }, (_, i) => String(i)).join(" ");
  return {
    file,
    content: content
      .replaceAll(/(?<=kubectl --context )\S+/g, () => context)
      .replaceAll(/(?<=for i in )[\d ]+(?=; do kubectl .*prometheus-\$i)/g, ordinals),
  };
}

/** The page of each alert, with what its rule says in an environment, and in others where they differ. */
export function runbookPages(
  { manifests }: EnvironmentManifests,
  others: readonly EnvironmentManifests[],
): GeneratedFile[] {
  const elsewhere = others.map((other) => ({ name: other.name, alerts: alertsOf(other.manifests) }));
  return withPage(manifests).map(([alert, alerts]) =>
    generatedParts(`docs/runbooks/${alert}.md`, { facts: facts(alerts, elsewhere) }),
  );
}

/** The alerts by name. Those of an environment's own have their runbooks elsewhere. */
function withPage(manifests: EnvironmentManifests["manifests"]) {
  return [...groupBy(alertsOf(manifests), ({ alert }) => alert)].filter(([alert]) =>
    existsSync(join(root, `docs/runbooks/${alert}.md`)),
  );
}

/** A list of all runbooks. */
export function runbookIndex({ manifests }: EnvironmentManifests): string {
  const rows = withPage(manifests).map(([alert, alerts]) => {
    const severities = [...new Set(alerts.map(({ labels }) => labels.severity))].join(", ");
    const [firstSentence = ""] = textOf(alerts[0]).split(/\. |\.$/, 1);
    return [`[${alert}](${alert}.md)`, severities, firstSentence];
  });
  return markdownTable(["alert", "severity", "what"], rows.sort());
}
