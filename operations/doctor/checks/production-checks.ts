import type { k8s } from "cdk8s-plus-28";
import { elasticsearch, fingerprintApi } from "../../../contracts/components";
import { podTemplateOf } from "../../../lib/synth/manifest";
import type { Patient } from "../check";
import { type Finding, fail, must, notThere, pass, unknown, worst } from "../finding";
import { conditionOf } from "../kubectl";
import { workloadHealth } from "../workload-health";

const day = 86_400_000;
const { name, namespace } = fingerprintApi;

export async function provenBefore({ rehearsal, environment, now }: Patient): Promise<Finding> {
  if (!rehearsal) {
    return unknown(
      "nobody said which environment comes before this one",
      "Name it: --validated-in <environment>.",
    );
  }
  const live = await rehearsal.kubectl.get("Deployment", fingerprintApi);
  if (!live) return fail(`${rehearsal.name} runs no ${name}`, `Apply ${rehearsal.name} first.`);
  const { spec } = (live["spec"] as k8s.DeploymentSpec).template;
  const image = spec?.containers.find((container) => container.name === name)?.image;
  const wanted = environment.api.image;
  if (image !== wanted) {
    return fail(
      `${rehearsal.name} runs ${image ?? "nothing"}, not ${wanted}`,
      `Apply ${wanted} to ${rehearsal.name} first.`,
    );
  }
  const progress = conditionOf(live, "Progressing");
  const hours = (now.getTime() - Date.parse(progress?.lastUpdateTime ?? now.toISOString())) / (day / 24);
  const found = `${rehearsal.name} has run ${wanted} for ${String(Math.floor(hours))} h`;
  return must(hours >= 24, found, "Wait until it has run for 24 h, and look at its alerts.");
}

export async function everythingReady({ kubectl, manifests }: Patient): Promise<Finding> {
  const running = manifests.manifests.filter(
    (manifest) => podTemplateOf(manifest) && manifest.kind !== "Job" && manifest.kind !== "CronJob",
  );
  const findings = await Promise.all(
    running.map(({ kind, metadata }) => workloadHealth(kubectl, kind, metadata)),
  );
  return worst(findings, `${String(running.length)} workloads, all ready`);
}

export async function scaledUnderLoad({ prometheus, environment: { api } }: Patient): Promise<Finding> {
  if (api.replicas.mode === "fixed") return pass("the number of pods is fixed by the environment");
  const most = await prometheus.value(
    `max(max_over_time(kube_horizontalpodautoscaler_status_desired_replicas{namespace="${namespace}",horizontalpodautoscaler="${name}-hpa"}[14d]))`,
  );
  const remedy = "Run the load test: docs/operations/capacity-plan.md.";
  if (most === undefined) return unknown("no history of the autoscaler", remedy);
  const found = `at most ${String(most)} pods wanted within 14 days, ${String(api.replicas.min)} is the minimum`;
  return must(most > api.replicas.min, found, remedy);
}

export async function alertingWorks({ prometheus }: Patient): Promise<Finding> {
  const firing = 'count(ALERTS{alertname="Watchdog",alertstate="firing"})';
  const watchdog = (await prometheus.value(firing)) ?? 0;
  const connected = (await prometheus.value("min(prometheus_notifications_alertmanagers_discovered)")) ?? 0;
  return worst(
    [
      must(watchdog > 0, "the Watchdog does not fire", "See docs/runbooks/Watchdog.md."),
      must(
        connected > 0,
        "a Prometheus knows no Alertmanager",
        "See docs/runbooks/PrometheusNotConnectedToAlertmanagers.md.",
      ),
    ],
    "the Watchdog fires, every Prometheus knows its Alertmanagers",
  );
}

/** The restore drill leaves this note on the namespace whose data it restored. */
export const drillAnnotation = "fingerprint/last-restore-drill";

export async function restoreDrilled({ kubectl, now, prometheus }: Patient): Promise<Finding> {
  const live = await kubectl.get("Namespace", { name: elasticsearch.namespace });
  if (!live) return notThere(`namespace ${elasticsearch.namespace}`);
  const last = live.metadata.annotations?.[drillAnnotation];
  const remedy = "Run the restore drill: docs/operations/backup-and-restore.md.";
  const taken = await prometheus.value("sum(increase(elasticsearch_slm_stats_snapshots_taken_total[26h]))");
  const snapshots =
    taken === undefined
      ? fail("logs have no backup", "Set logging.elasticsearch.snapshots.")
      : must(
          taken > 0,
          "no snapshot within 26 hours",
          "Look at the policy: GET _slm/policy in Kibana's console.",
        );
  if (last === undefined) return worst([snapshots, fail("no restore drill is on record", remedy)], "");
  const age = (now.getTime() - Date.parse(last)) / day;
  const days = `${String(Math.floor(age))} days ago`;
  const drilled = must(age <= 90, `the last restore drill was ${days}`, remedy);
  return worst([snapshots, drilled], `a snapshot within 26 hours, the last drill ${days}`);
}
