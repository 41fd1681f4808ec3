import { selectorOf } from "../../contracts/component";
import { alertmanager, elasticsearch, fingerprintApi, grafana } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { lowestReplicas } from "../../lib/fingerprint-api/replicas-props";
import { allAlerts } from "../../monitoring/rules/rule-file";
import { checklist, fail, must, notThere, pass, unknown, worst } from "./checklist";
import { conditionOf } from "./kubectl";
import { podFaults, workloadHealth } from "./workload-health";

const { name, namespace } = fingerprintApi;
const documents = 'sum(elasticsearch_indices_docs_primary{index=~"fingerprint-api-.*"})';
const receivers = ["default-receiver", "critical-receiver", "warning-receiver", "info-receiver"];
const see = (runbook: string) => `See docs/runbooks/${runbook}.md.`;

/** To be gone through after each deployment. */
export const monitoringChecklist = checklist("M", {
  "API pods are running": ({ kubectl, environment: { api } }) =>
    workloadHealth(kubectl, "Deployment", fingerprintApi, lowestReplicas(api)),

  "Service DNS is resolving": async ({ kubectl, environment: { cluster } }) => {
    if (!(await kubectl.get("Service", fingerprintApi))) return notThere(`Service ${name}`);
    const slices = await kubectl.list("EndpointSlice", namespace, `kubernetes.io/service-name=${name}`);
    const ready = slices
      .flatMap(({ endpoints = [] }) => endpoints)
      .filter(({ conditions }) => conditions?.ready !== false).length;
    if (ready === 0) {
      return fail(
        `${fingerprintApi.host} leads to no ready pod`,
        `Compare the Service's selector with the pods' labels: kubectl get pods -n ${namespace} --show-labels`,
      );
    }
    const dns = cluster.dns.namespace;
    const selector = selectorOf(cluster.dns.podLabels);
    const servers = await kubectl.list("Pod", dns, selector);
    if (servers.length === 0) {
      return unknown(
        `${String(ready)} endpoints; no DNS pods with ${selector} in ${dns}`,
        "Say in cluster.dns where DNS runs, or resolve the name from a pod.",
      );
    }
    const faults = podFaults(servers);
    return faults.length < servers.length
      ? pass(`${fingerprintApi.host} has ${String(ready)} endpoints, DNS runs`)
      : fail(`no DNS pod is ready: ${faults.join("; ")}`, `Mend DNS in ${dns} first.`);
  },

  "Health probes pass": async ({ kubectl }) => {
    const pods = await kubectl.list("Pod", namespace, selectorOf(fingerprintApi.podLabels));
    if (pods.length === 0) return fail("there is no pod", "Apply the environment with deploy.sh.");
    const faults = podFaults(pods);
    return faults.length === 0
      ? pass(`${String(pods.length)} pods, all ready`)
      : fail(faults.join("; "), `kubectl describe pods -n ${namespace} -l app.kubernetes.io/name=${name}`);
  },

  "Prometheus scrapes /metrics of the API": async ({ kubectl, prometheus }) => {
    const deployment = await kubectl.get("Deployment", fingerprintApi);
    const ready = deployment?.status?.readyReplicas ?? 0;
    const up = (await prometheus.value(`count(up{job="${jobs.api}"} == 1)`)) ?? 0;
    const found = `${String(up)} targets up, ${String(ready)} pods ready`;
    const remedy = "See docs/runbooks/TargetMissing.md and docs/runbooks/APIPodNotScraped.md.";
    return must(up > 0 && up >= ready, found, remedy);
  },

  "Alert rules are evaluated": async ({ prometheus }) => {
    const rules = await prometheus.rules();
    const names = new Set(rules.map(({ name }) => name));
    const alerts = allAlerts().flatMap((group) => group.rules.map(({ alert }) => alert));
    const missing = alerts.filter((alert) => !names.has(alert)).join(", ");
    if (missing !== "") return fail(`not loaded: ${missing}`, see("PrometheusConfigReloadFailed"));
    const broken = rules
      .filter(({ health }) => health !== "ok")
      .map(({ name, health, lastError }) => `${name}: ${lastError ?? health}`);
    return broken.length === 0
      ? pass(`${String(rules.length)} rules, all evaluated without an error`)
      : fail(broken.join("; "), see("PrometheusRuleFailures"));
  },

  "Grafana dashboard shows real-time metrics": async ({ kubectl, services, prometheus }) => {
    const health = await workloadHealth(kubectl, "Deployment", grafana);
    if (health.status !== "pass") return health;
    const { database } = await services.json<{ database?: string }>(grafana, "/api/health");
    const logs = `kubectl logs deployment/${grafana.name} -n ${grafana.namespace}`;
    if (database !== "ok") return fail("Grafana's database does not answer", logs);
    const samples = await prometheus.query("fingerprint:throughput:rps");
    return samples.length > 0
      ? pass("Grafana answers, and the overview's series are fresh")
      : fail("there is no data to show", "Mend scraping first: npm run doctor shows it under M4.");
  },

  "Logs flow into Elasticsearch": async ({ kubectl, prometheus }) => {
    const health = await workloadHealth(kubectl, "StatefulSet", elasticsearch);
    if (health.status !== "pass") return health;
    const now = await prometheus.value(documents);
    const before = (await prometheus.value(documents.replace("})", "} offset 10m)"))) ?? 0;
    const look =
      "Follow the line: Filebeat, Logstash, Elasticsearch. docs/operations/troubleshooting.md says where to look.";
    if (now === undefined) return fail("Elasticsearch holds no line of the API", look);
    return now > before
      ? pass(`${String(now - before)} new lines within 10 minutes`)
      : fail("no new line within 10 minutes", look);
  },

  "Alertmanager routes alerts to its channels": async ({ services, prometheus, environment }) => {
    const { cluster, config } = await services.json<{
      readonly cluster: { readonly status: string; readonly peers?: readonly unknown[] };
      readonly config: { readonly original: string };
    }>(alertmanager, "/api/v2/status");
    const missing = receivers.filter((receiver) => !config.original.includes(`name: ${receiver}`));
    const peers = cluster.peers?.length ?? 0;
    const wanted = environment.monitoring.alertmanager.replicas;
    const failed = await prometheus.query(
      "sum by (integration) (increase(alertmanager_notifications_failed_total[1h])) > 0",
    );
    const failing = failed.map(({ metric }) => metric["integration"]).join(", ");
    const sent = (await prometheus.value("sum(increase(alertmanager_notifications_total[1h]))")) ?? 0;
    const silence = "nothing was sent within an hour, not even the Watchdog's heartbeat";
    const reload = see("AlertmanagerConfigReloadFailed");
    const members = `${String(peers)} of ${String(wanted)} members`;
    const together = cluster.status === "ready" && peers >= wanted;
    return worst(
      [
        must(missing.length === 0, `no receiver ${missing.join(", ")}`, reload),
        must(together, members, see("AlertmanagerMembersMissing")),
        must(failed.length === 0, `deliveries fail: ${failing}`, see("AlertmanagerNotificationsFailing")),
        sent > 0 ? pass("") : unknown(silence, see("Watchdog")),
      ],
      `${String(receivers.length)} receivers, ${String(peers)} members, nothing failed within an hour`,
    );
  },

  "HPA monitors resource utilization": async ({ kubectl, environment: { api } }) => {
    if (api.replicas.mode === "fixed") return pass("the number of pods is fixed by the environment");
    const hpaName = `${name}-hpa`;
    const hpa = await kubectl.get("HorizontalPodAutoscaler", { namespace, name: hpaName });
    if (!hpa) return notThere(hpaName);
    const look = `kubectl describe hpa ${hpaName} -n ${namespace}; docs/runbooks/HPAMetricsUnavailable.md`;
    const active = conditionOf(hpa, "ScalingActive");
    if (!active) return unknown("the autoscaler has not looked yet", "Try again in a minute.");
    if (active.status !== "True") return fail(active.message ?? "scaling is not active", look);
    const wanted = hpa.spec?.metrics?.length ?? 0;
    // The list may hold a null in place of a metric that could not be read.
    const read = (hpa.status?.currentMetrics ?? []).filter((metric) => metric !== null).length;
    return read >= wanted
      ? pass(`all ${String(wanted)} metrics are read`)
      : fail(`${String(read)} of ${String(wanted)} metrics are read`, look);
  },
});
