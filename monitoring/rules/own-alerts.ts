import { z } from "zod";
import { format, matches } from "../../lib/validation/format";
import { duration, oneOf, resourceName, url } from "../../lib/validation/formats";
import { promql } from "../../lib/validation/promql";
import { dashboardUids } from "../grafana/dashboard-uids";

const alertName = format<string>(
  "alertName",
  matches(/^[A-Z][A-Za-z0-9]{1,63}$/),
  'is no name of an alert: use letters and digits, beginning with a capital, such as "PostgresDown"',
);

/** What a summary may insert: a label of the series, or its value, formatted. */
const insertion =
  /\{\{ ?\$(labels\.[A-Za-z_]\w*|value)( \| humanize(1024|Duration|Percentage|Timestamp)?)? ?\}\}/g;

const alertSummary = format<string>(
  "alertSummary",
  (value) =>
    /^(?! )[^\p{C}\p{Zl}\p{Zp}{}$]{1,200}$/u.test(value.replaceAll(insertion, "x")) &&
    value.trimEnd() === value,
  'must be one line of text for a phone\'s screen, in which {{ $labels.name }} and {{ $value }} may stand, such as "{{ $labels.instance }} is down"',
);

/** An alert of an environment's own, beside those that every environment has. */
export const ownAlert = z.strictObject({
  /** Name in PascalCase, which no other alert has. */
  name: alertName,
  /** PromQL; every series that it returns is one alert. */
  expr: promql,
  /** How long the condition must hold. @default "5m" */
  for: duration("0s", "1d").default("5m"),
  /** Who is told: `critical` wakes a person, `warning` waits for the working day, `info` is for the record. */
  severity: oneOf("critical", "warning", "info"),
  /** One line for a phone's screen, in which labels and the value may stand: `{{ $labels.pod }} is at {{ $value }}`. */
  summary: alertSummary,
  /** The page that says what to do. */
  runbookUrl: url,
  /** The service that suffers: a critical alert silences its warnings. @default none: it silences nothing */
  service: resourceName.optional(),
});

export type OwnAlert = z.output<typeof ownAlert>;

/** The rule file of an environment's own alerts. Each is told, routed and silenced as ours are. */
export function ownRuleFile(alerts: readonly OwnAlert[], grafanaUrl: string) {
  const rules = alerts.map(({ name, expr, severity, service, summary, runbookUrl, ...alert }) => ({
    alert: name,
    expr,
    for: alert.for,
    labels: { severity, ...(service !== undefined && { service }) },
    annotations: {
      summary,
      runbook_url: runbookUrl,
      dashboard_url: `${grafanaUrl}/d/${dashboardUids.overview}`,
    },
  }));
  return { groups: [{ name: "own", rules }] };
}
