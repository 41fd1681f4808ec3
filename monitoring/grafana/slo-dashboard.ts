import { type Objective, objectivePeriod, objectives } from "../objectives";
import { reachableBurnRates } from "../rules/burn-rate-alerts";
import { jobs } from "../../contracts/jobs";
import type { Thresholds } from "../rules/threshold-props";
import type { DashboardContent } from "./dashboard";
import type { PanelProps } from "./panels";

const budget = ({ target }: Objective) => String(Number((1 - target).toFixed(6)));

function objectivePanels(objective: Objective): PanelProps[] {
  const ratio = (window: string) =>
    `max(fingerprint:slo_errors:ratio_rate${window}{objective="${objective.name}"})`;
  const month = (events: "events" | "bad_events") =>
    `sum(sum_over_time(fingerprint:slo_${events}:rate5m{objective="${objective.name}"}[${objectivePeriod}]))`;
  const bad = `${month("bad_events")} / (${month("events")} > 0)`;
  const worst = reachableBurnRates(objective)[0]?.factor ?? 1;
  return [
    {
      type: "stat",
      title: `Reached: ${objective.name}`,
      description: `${objective.promise}. Of all of 30 days, as far back as samples are kept.`,
      unit: "percentunit",
      height: 8,
      bounds: { critical: objective.target, lowIsBad: true },
      queries: { good: `1 - ${bad}` },
      noValue: "no requests",
    },
    {
      type: "stat",
      title: `Budget left: ${objective.name}`,
      description:
        "Of the month's error budget. At zero the promise is broken: reliability goes before features.",
      unit: "percentunit",
      height: 8,
      alert: objective.alert,
      bounds: { critical: 0, warning: 0.25, lowIsBad: true },
      queries: { left: `1 - ${bad} / ${budget(objective)}` },
      noValue: "no requests",
    },
    {
      type: "timeseries",
      title: `Burn rate: ${objective.name}`,
      description:
        "1 uses up the budget in exactly 30 days. The line is where it pages, or makes a ticket where it can't.",
      width: 12,
      alert: objective.alert,
      bounds: { critical: worst },
      queries: {
        "5 minutes": `${ratio("5m")} / ${budget(objective)}`,
        "1 hour": `${ratio("1h")} / ${budget(objective)}`,
        "6 hours": `${ratio("6h")} / ${budget(objective)}`,
        "3 days": `${ratio("3d")} / ${budget(objective)}`,
      },
    },
  ];
}

/** Are the promises kept, and how fast is the error budget used up? */
export const slo = (thresholds: Thresholds): DashboardContent => ({
  title: "Fingerprint API SLO",
  description:
    "For the team's weekly look and for burn-rate alerts: are the promises kept, and for how long still?",
  tags: ["fingerprint", "api"],
  from: "now-7d",
  rows: {
    ...Object.fromEntries(objectives.map((one) => [`Objective: ${one.name}`, objectivePanels(one)])),
    "The public URL": [
      {
        type: "timeseries",
        title: "Probe success",
        description: "1 while the public URL answers the probe from inside the cluster.",
        max: 1,
        alert: "ProbeFailing",
        queries: { "{{target}}": `min by (target) (probe_success{job="${jobs.probe}"})` },
      },
      {
        type: "timeseries",
        title: "Probe duration by phase",
        description: "Where the time goes: name look-up, connection, TLS, the API itself.",
        unit: "s",
        queries: { "{{phase}}": `avg by (phase) (probe_http_duration_seconds{job="${jobs.probe}"})` },
      },
      {
        type: "stat",
        title: "Certificate valid for",
        description: "Until the certificate's end. cert-manager renews it 30 days before.",
        unit: "dtdurations",
        width: 8,
        height: 8,
        alert: "CertificateExpiresSoon",
        bounds: { critical: thresholds.certificateDays * 86_400, lowIsBad: true },
        queries: { left: `min(probe_ssl_earliest_cert_expiry{job="${jobs.probe}"}) - time()` },
      },
    ],
  },
});
