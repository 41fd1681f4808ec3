import { elasticsearch } from "../../../contracts/components";
import type { Check, Patient } from "../check";
import { type Finding, fail, pass, unknown, worst } from "../finding";
import { workloadHealth } from "../workload-health";

const documents = 'sum(elasticsearch_indices_docs_primary{index=~"fingerprint-api-.*"})';

async function logsFlow({ prometheus, kubectl }: Patient): Promise<Finding> {
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
}

async function retentionIsSet({ manifests, kubectl }: Patient): Promise<Finding> {
  const jobs = manifests.manifests.filter(
    ({ kind, metadata }) => kind === "Job" && metadata.name.startsWith("elasticsearch-"),
  );
  if (jobs.length === 0) return fail("nothing sets the retention of logs", "Add logging to the environment.");
  const findings = await Promise.all(
    jobs.map(async ({ metadata: { name, namespace } }) => {
      const job = await kubectl.get("Job", namespace, name);
      // A finished Job may have been cleaned away; the next apply makes it again.
      if (!job) return unknown(`Job ${name} is not there any more`, "Apply again: the Job is idempotent.");
      const { succeeded = 0 } = (job["status"] ?? {}) as { succeeded?: number };
      return succeeded > 0
        ? pass(`Job ${name} has set it`)
        : fail(`Job ${name} has not finished`, `kubectl logs job/${name} -n ${namespace ?? ""}`);
    }),
  );
  return worst(findings, "retention, templates and roles are in place");
}

/** The log pipeline: point 7 of the monitoring checklist, point 9 of the production checklist. */
export const loggingChecks = {
  flow: { id: "M7", title: "Logs flow into Elasticsearch", look: logsFlow },
  retention: { id: "P9", title: "Log retention policy configured", look: retentionIsSet },
} as const satisfies Readonly<Record<string, Check>>;
