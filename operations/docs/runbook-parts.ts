import { existsSync } from "node:fs";
import { join } from "node:path";
import { prometheus } from "../../contracts/components";
import { alertsOf } from "../facts/alerts";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import type { AlertRule, Severity } from "../../monitoring/rules/rule-types";
import { root } from "../root";
import { groupBy } from "../report/group-by";
import { markdownTable } from "../report/table";
import { type GeneratedFile, generatedParts } from "./generated-file";

const told: Readonly<Record<Severity, string>> = {
  critical: "pager, Slack and e-mail, at once and every hour",
  warning: "Slack and e-mail, every 12 hours",
  info: "Slack, every day",
  none: "nobody: it is a heartbeat",
};

/** A block with the one command that asks a query, of which `addressed` makes the rest. A shell takes a query as it is between single quotes. */
const ask = (query: string) => `\`\`\`bash
for i in 0; do kubectl --context any exec -n prometheus prometheus-$i -c prometheus -- \\
  promtool query instant http://localhost:9090 '${query}'; done
\`\`\``;

/** Labels of the series that fired are not known here; their names say enough. */
const textOf = (alert: AlertRule | undefined) =>
  (alert?.annotations.description ?? "").replaceAll(/\{\{ ?\$labels\.(\w+) ?\}\}/g, "`<$1>`");

/** What the rule itself says, before anything that people wrote. Where another environment's says something else, it has other thresholds. */
function facts(
  name: string,
  alerts: readonly AlertRule[],
  others: ReadonlyMap<string, readonly AlertRule[]>,
): string {
  const rows = alerts.map(({ labels, for: after = "at once" }) => {
    const { severity, component, objective = component } = labels;
    return [severity, objective, after, told[severity]];
  });
  const text = textOf(alerts[0]);
  const elsewhere = [...others]
    .map(([other, all]) => [other, textOf(all.find(({ alert }) => alert === name))] as const)
    .filter(([, said]) => said !== text)
    .map(([other, said]) => `In \`${other}\`: ${said}`);
  const [condition = "", ...more] = new Set(alerts.map(({ expr }) => expr));
  return [
    markdownTable(["severity", "about", "fires after", "who is told"], rows),
    ...(alerts.length === 1 ? [text, ...elsewhere] : []),
    "[When to call whom](README.md#escalation), [how to silence it](README.md#silence), [where else to look](README.md#where-else-to-look).",
    more.length === 0
      ? "The condition, asked of each replica of Prometheus:"
      : "Which of its conditions fires, by each replica of Prometheus:",
    ask(more.length === 0 ? condition : `ALERTS{alertname="${name}",alertstate="firing"}`),
  ].join("\n\n");
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
  const ordinals = [...Array(replicas).keys()].join(" ");
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
  const elsewhere = new Map(others.map((other) => [other.name, alertsOf(other.manifests)]));
  return withPage(manifests).map(([alert, alerts]) =>
    generatedParts(`docs/runbooks/${alert}.md`, { facts: facts(alert, alerts, elsewhere) }),
  );
}

/** The alerts by name. Those of an environment's own have their runbooks elsewhere. */
function withPage(manifests: EnvironmentManifests["manifests"]) {
  return [...groupBy(alertsOf(manifests), ({ alert }) => alert)].filter(([alert]) =>
    existsSync(join(root, `docs/runbooks/${alert}.md`)),
  );
}

export function runbookIndex({ manifests }: EnvironmentManifests): string {
  const rows = withPage(manifests).map(([alert, alerts]) => {
    const severities = [...new Set(alerts.map(({ labels }) => labels.severity))].join(", ");
    const [firstSentence = ""] = textOf(alerts[0]).split(/\. |\.$/, 1);
    return [`[${alert}](${alert}.md)`, severities, firstSentence];
  });
  return markdownTable(["alert", "severity", "what"], rows.sort());
}
