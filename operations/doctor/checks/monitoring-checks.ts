import { alertmanager, fingerprintApi, grafana } from "../../../contracts/components";
import { jobs } from "../../../contracts/jobs";
import { allAlerts } from "../../../monitoring/rules/rule-file";
import type { Patient } from "../check";
import { type Finding, fail, must, pass, unknown, worst } from "../finding";
import { workloadHealth } from "../workload-health";

export async function apiIsScraped({ kubectl, prometheus }: Patient): Promise<Finding> {
  const deployment = await kubectl.get("Deployment", fingerprintApi);
  const { readyReplicas = 0 } = (deployment?.["status"] ?? {}) as { readyReplicas?: number };
  const up = (await prometheus.value(`count(up{job="${jobs.api}"} == 1)`)) ?? 0;
  const found = `${String(up)} targets up, ${String(readyReplicas)} pods ready`;
  const remedy = "See docs/runbooks/TargetMissing.md and docs/runbooks/APIPodNotScraped.md.";
  return must(up > 0 && up >= readyReplicas, found, remedy);
}

export async function rulesAreEvaluated({ prometheus }: Patient): Promise<Finding> {
  const rules = await prometheus.rules();
  const names = new Set(rules.map(({ name }) => name));
  const missing = allAlerts()
    .flatMap((group) => group.rules)
    .map(({ alert }) => alert)
    .filter((alert) => !names.has(alert));
  const broken = rules.filter(({ health }) => health !== "ok");
  if (missing.length > 0) {
    return fail(`not loaded: ${missing.join(", ")}`, "See docs/runbooks/PrometheusConfigReloadFailed.md.");
  }
  return broken.length === 0
    ? pass(`${String(rules.length)} rules, all evaluated without an error`)
    : fail(
        broken.map(({ name, health, lastError }) => `${name}: ${lastError ?? health}`).join("; "),
        "See docs/runbooks/PrometheusRuleFailures.md.",
      );
}

export async function dashboardsShowData({ kubectl, services, prometheus }: Patient): Promise<Finding> {
  const health = await workloadHealth(kubectl, "Deployment", grafana);
  if (health.status !== "pass") return health;
  const answer = await services.json<{ database?: string }>(grafana, "/api/health");
  const samples = await prometheus.query("fingerprint:throughput:rps");
  return worst(
    [
      must(
        answer.database === "ok",
        "Grafana's database does not answer",
        `kubectl logs deployment/${grafana.name} -n ${grafana.namespace}`,
      ),
      must(
        samples.length > 0,
        "there is no data to show",
        "Mend scraping first: npm run doctor shows it under M4.",
      ),
    ],
    "Grafana answers, and the overview's series are fresh",
  );
}

interface AlertmanagerStatus {
  readonly cluster: { readonly status: string; readonly peers?: readonly unknown[] };
  readonly config: { readonly original: string };
}

const receivers = ["default-receiver", "critical-receiver", "warning-receiver", "info-receiver"];

export async function alertsAreRouted({ services, prometheus, environment }: Patient): Promise<Finding> {
  const { cluster, config } = await services.json<AlertmanagerStatus>(alertmanager, "/api/v2/status");
  const missing = receivers.filter((receiver) => !config.original.includes(`name: ${receiver}`));
  const peers = cluster.peers?.length ?? 0;
  const wanted = environment.monitoring.alertmanager.replicas;
  const failed = await prometheus.query(
    "sum by (integration) (increase(alertmanager_notifications_failed_total[1h])) > 0",
  );
  const sent = (await prometheus.value("sum(increase(alertmanager_notifications_total[1h]))")) ?? 0;
  const failing = failed.map(({ labels }) => labels["integration"]).join(", ");
  const silence = "nothing was sent within an hour, not even the Watchdog's heartbeat";
  const see = (alert: string) => `See docs/runbooks/${alert}.md.`;
  return worst(
    [
      must(missing.length === 0, `no receiver ${missing.join(", ")}`, see("AlertmanagerConfigReloadFailed")),
      must(
        cluster.status === "ready" && peers >= wanted,
        `${String(peers)} of ${String(wanted)} members`,
        see("AlertmanagerMembersMissing"),
      ),
      must(failed.length === 0, `deliveries fail: ${failing}`, see("AlertmanagerNotificationsFailing")),
      sent > 0 ? pass("") : unknown(silence, see("Watchdog")),
    ],
    `${String(receivers.length)} receivers, ${String(peers)} members, nothing failed within an hour`,
  );
}
