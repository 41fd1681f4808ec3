import { type Objective, objectivePeriod, objectives } from "../../objectives";
import { reachableBurnRates } from "../../rules/burn-rate-alerts";
import { jobs } from "../../../contracts/jobs";
import { thresholds } from "../../rules/thresholds";
import type { DashboardProps, Row } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { stat, timeseries } from "../panels";

const budget = ({ target }: Objective) => String(Number((1 - target).toFixed(6)));

function objectiveRow(objective: Objective): Row {
  const ratio = (window: string) =>
    `max(fingerprint:slo_errors:ratio_rate${window}{objective="${objective.name}"})`;
  const month = (events: "events" | "bad_events") =>
    `sum(sum_over_time(fingerprint:slo_${events}:rate5m{objective="${objective.name}"}[${objectivePeriod}]))`;
  const bad = `${month("bad_events")} / (${month("events")} > 0)`;
  const worst = reachableBurnRates(objective)[0]?.factor ?? 1;
  return {
    title: `Objective: ${objective.name}`,
    panels: [
      stat({
        title: `Reached: ${objective.name}`,
        description: `${objective.promise}. Of all of 30 days, as far back as samples are kept.`,
        unit: "percentunit",
        width: 6,
        height: 8,
        bounds: { critical: objective.target, lowIsBad: true },
        queries: [{ expr: `1 - ${bad}`, legend: "good" }],
        noValue: "no requests",
      }),
      stat({
        title: `Budget left: ${objective.name}`,
        description:
          "Of the month's error budget. At zero the promise is broken: reliability goes before features.",
        unit: "percentunit",
        width: 6,
        height: 8,
        alert: objective.alert,
        bounds: { critical: 0, warning: 0.25, lowIsBad: true },
        queries: [{ expr: `1 - ${bad} / ${budget(objective)}`, legend: "left" }],
        noValue: "no requests",
      }),
      timeseries({
        title: `Burn rate: ${objective.name}`,
        description:
          "1 uses up the budget in exactly 30 days. The line is where it pages, or makes a ticket where it can't.",
        unit: "none",
        width: 12,
        alert: objective.alert,
        bounds: { critical: worst },
        queries: [
          { expr: `${ratio("5m")} / ${budget(objective)}`, legend: "5 minutes" },
          { expr: `${ratio("1h")} / ${budget(objective)}`, legend: "1 hour" },
          { expr: `${ratio("6h")} / ${budget(objective)}`, legend: "6 hours" },
          { expr: `${ratio("3d")} / ${budget(objective)}`, legend: "3 days" },
        ],
      }),
    ],
  };
}

/** Are the promises kept, and how fast is the error budget used up? */
export const slo: DashboardProps = {
  uid: dashboardUids.slo,
  title: "Fingerprint API SLO",
  description:
    "For the team's weekly look and for burn-rate alerts: are the promises kept, and for how long still?",
  tags: ["fingerprint", "api"],
  from: "now-7d",
  rows: [
    ...objectives.map(objectiveRow),
    {
      title: "The public URL",
      panels: [
        timeseries({
          title: "Probe success",
          description: "1 while the public URL answers the probe from inside the cluster.",
          unit: "none",
          max: 1,
          alert: "ProbeFailing",
          queries: [{ expr: `min by (target) (probe_success{job="${jobs.probe}"})`, legend: "{{target}}" }],
        }),
        timeseries({
          title: "Probe duration by phase",
          description: "Where the time goes: name look-up, connection, TLS, the API itself.",
          unit: "s",
          queries: [
            {
              expr: `avg by (phase) (probe_http_duration_seconds{job="${jobs.probe}"})`,
              legend: "{{phase}}",
            },
          ],
        }),
        stat({
          title: "Certificate valid for",
          description: "Until the certificate's end. cert-manager renews it 30 days before.",
          unit: "dtdurations",
          width: 8,
          height: 8,
          alert: "CertificateExpiresSoon",
          bounds: { critical: thresholds.certificateDays * 86_400, lowIsBad: true },
          queries: [
            { expr: `min(probe_ssl_earliest_cert_expiry{job="${jobs.probe}"}) - time()`, legend: "left" },
          ],
        }),
      ],
    },
  ],
};
