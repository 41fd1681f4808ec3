import microdiff from "microdiff";
import { elasticsearch, fingerprintApi } from "../../contracts/components";
import { type Manifest, describe, podTemplateOf } from "../../lib/synth/manifest";
import { checklist, fail, must, notThere, pass, unknown, worst } from "./checklist";
import { clientsComeHere } from "./clients-come-here";
import { type LiveObject, conditionOf } from "./kubectl";
import { workloadHealth } from "./workload-health";

const day = 86_400_000;
const { name, namespace } = fingerprintApi;

/** The restore drill leaves this note on the namespace whose data it restored. */
export const drillAnnotation = "fingerprint/last-restore-drill";

const reviewed = /^((Cilium|CiliumClusterwide)?NetworkPolicy|(Cluster)?Role(Binding)?)$/;

/** Whether an object says what was committed. The server may add defaults to it, but no items to its lists. */
function isUnchanged(wanted: Manifest, live: LiveObject): boolean {
  return microdiff(wanted, live).every((difference) => {
    if (difference.path[0] === "metadata") return true;
    if (difference.type === "CREATE") return typeof difference.path.at(-1) === "string";
    // What is empty may be left out.
    return difference.type === "REMOVE" && /^(\[\]|\{\})$/.test(JSON.stringify(difference.oldValue));
  });
}

/** To be gone through before users come. */
export const productionChecklist = checklist("P", {
  "Validated for 24+ hours in the environment before": async ({ rehearsal, environment, now }) => {
    if (!rehearsal) {
      const remedy = "Name it: --validated-in <environment>.";
      return unknown("nobody said which environment comes before this one", remedy);
    }
    const live = await rehearsal.kubectl.get("Deployment", fingerprintApi);
    if (!live) return fail(`${rehearsal.name} runs no ${name}`, `Apply ${rehearsal.name} first.`);
    const image = live.spec?.template?.spec?.containers.find((one) => one.name === name)?.image ?? "nothing";
    const wanted = environment.api.image;
    if (image !== wanted) {
      const remedy = `Apply ${wanted} to ${rehearsal.name} first.`;
      return fail(`${rehearsal.name} runs ${image}, not ${wanted}`, remedy);
    }
    const since = conditionOf(live, "Progressing")?.lastUpdateTime ?? now.toISOString();
    const hours = (now.getTime() - Date.parse(since)) / (day / 24);
    const found = `${rehearsal.name} has run ${wanted} for ${String(Math.floor(hours))} h`;
    return must(hours >= 24, found, "Wait until it has run for 24 h, and look at its alerts.");
  },

  "All health probes passing": async ({ kubectl, manifests }) => {
    const running = manifests.manifests.filter(
      (manifest) => podTemplateOf(manifest) && manifest.kind !== "Job" && manifest.kind !== "CronJob",
    );
    const findings = running.map(({ kind, metadata }) => workloadHealth(kubectl, kind, metadata));
    return worst(await Promise.all(findings), `${String(running.length)} workloads, all ready`);
  },

  "HPA scaling tested under load": async ({ prometheus, environment: { api } }) => {
    if (api.replicas.mode === "fixed") return pass("the number of pods is fixed by the environment");
    const most = await prometheus.value(
      `max(max_over_time(kube_horizontalpodautoscaler_status_desired_replicas{namespace="${namespace}",horizontalpodautoscaler="${name}-hpa"}[14d]))`,
    );
    const remedy = "Run the load test: docs/operations/capacity-plan.md.";
    if (most === undefined) return unknown("no history of the autoscaler", remedy);
    const found = `at most ${String(most)} pods wanted within 14 days, ${String(api.replicas.min)} is the minimum`;
    return must(most > api.replicas.min, found, remedy);
  },

  "Monitoring and alerting configured": async ({ prometheus }) => {
    const firing = 'count(ALERTS{alertname="Watchdog",alertstate="firing"})';
    const watchdog = (await prometheus.value(firing)) ?? 0;
    const connected = (await prometheus.value("min(prometheus_notifications_alertmanagers_discovered)")) ?? 0;
    const unconnected = "See docs/runbooks/PrometheusNotConnectedToAlertmanagers.md.";
    return worst(
      [
        must(watchdog > 0, "the Watchdog does not fire", "See docs/runbooks/Watchdog.md."),
        must(connected > 0, "a Prometheus knows no Alertmanager", unconnected),
      ],
      "the Watchdog fires, every Prometheus knows its Alertmanagers",
    );
  },

  "Backup and disaster recovery tested": async ({ kubectl, now, prometheus }) => {
    const live = await kubectl.get("Namespace", { name: elasticsearch.namespace });
    if (!live) return notThere(`namespace ${elasticsearch.namespace}`);
    const taken = await prometheus.value("sum(increase(elasticsearch_slm_stats_snapshots_taken_total[26h]))");
    const policy = "Look at the policy: GET _slm/policy in Kibana's console.";
    const snapshots =
      taken === undefined
        ? fail("logs have no backup", "Set logging.elasticsearch.snapshots.")
        : must(taken > 0, "no snapshot within 26 hours", policy);
    const drill = "Run the restore drill: docs/operations/backup-and-restore.md.";
    const last = live.metadata.annotations?.[drillAnnotation];
    if (last === undefined) return worst([snapshots, fail("no restore drill is on record", drill)], "");
    const age = (now.getTime() - Date.parse(last)) / day;
    const days = `${String(Math.floor(age))} days ago`;
    const drilled = must(age <= 90, `the last restore drill was ${days}`, drill);
    return worst([snapshots, drilled], `a snapshot within 26 hours, the last drill ${days}`);
  },

  // What people reviewed is what is committed: the question left is whether the cluster still has it.
  "RBAC and network policies as reviewed": async ({ kubectl, manifests }) => {
    const objects = manifests.manifests.filter(({ kind }) => reviewed.test(kind));
    const remedy = "deploy.sh preview shows it, apply puts it back.";
    const findings = objects.map(async (wanted) => {
      const live = await kubectl.get(wanted.kind, wanted.metadata);
      if (!live) return fail(`${describe(wanted)} is gone`, remedy);
      return must(isUnchanged(wanted, live), `${describe(wanted)} was changed by hand`, remedy);
    });
    return worst(await Promise.all(findings), `${String(objects.length)} objects as reviewed`);
  },

  "DNS record points to the ingress controller": clientsComeHere,

  "TLS certificate issued and valid": async ({ kubectl, manifests, now }) => {
    const wanted = manifests.manifests.find(
      ({ kind, metadata }) => kind === "Certificate" && metadata.namespace === namespace,
    );
    if (!wanted) return fail("there is no certificate for the API", "Publish the API: api.exposure.");
    const { name } = wanted.metadata;
    const live = await kubectl.get("Certificate", wanted.metadata);
    if (!live) return notThere(`Certificate ${name}`);
    const remedy = `kubectl describe certificate ${name} -n ${namespace}; docs/runbooks/CertificateExpiresSoon.md`;
    const ready = conditionOf(live, "Ready");
    if (ready?.status !== "True") return fail(ready?.message ?? "not issued yet", remedy);
    const end = live.status?.notAfter;
    if (end === undefined) return unknown("issued, but until when is not known", remedy);
    const days = Math.floor((Date.parse(end) - now.getTime()) / day);
    return must(days > 14, `valid for ${String(days)} days`, remedy);
  },

  "Log retention policy configured": async ({ kubectl, manifests }) => {
    const jobs = manifests.manifests.filter(
      ({ kind, metadata }) => kind === "Job" && metadata.name.startsWith("elasticsearch-"),
    );
    const findings = jobs.map(async ({ metadata }) => {
      const { name, namespace = "" } = metadata;
      const job = await kubectl.get("Job", metadata);
      // A finished Job may have been cleaned away; the next apply makes it again.
      if (!job) return unknown(`Job ${name} is not there any more`, "Apply again: the Job is idempotent.");
      const finished = (job.status?.succeeded ?? 0) > 0;
      return must(finished, `Job ${name} has not finished`, `kubectl logs job/${name} -n ${namespace}`);
    });
    return worst(await Promise.all(findings), "retention, templates and roles are in place");
  },

  "On-call rotation for alerts configured": async ({ kubectl, prometheus, manifests }) => {
    const secret = manifests.prerequisites.find(
      ({ kind, name }) => kind === "secret" && name === "alertmanager-secrets",
    );
    if (secret) {
      const keys = await kubectl.output([
        ...["get", "secret", secret.name, "-n", secret.namespace, "--ignore-not-found"],
        ...["-o", "go-template={{range $key, $value := .data}}{{$key}} {{end}}"],
      ]);
      const missing = secret.detail.split(",").filter((key) => !keys.split(" ").includes(key));
      const found = `Secret ${secret.name} lacks ${missing.join(", ")}`;
      if (missing.length > 0) return fail(found, "See docs/security/secrets.md.");
    }
    const pages = await prometheus.value(
      'sum(increase(alertmanager_notifications_total{integration="pagerduty"}[14d]))',
    );
    const remedy = "Send a test page and see who answers: docs/operations/on-call.md.";
    return (pages ?? 0) > 0
      ? pass("a page was delivered within 14 days")
      : unknown("no page was delivered within 14 days, so nobody knows who would answer", remedy);
  },
});
