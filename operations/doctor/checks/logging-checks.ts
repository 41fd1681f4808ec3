import { elasticsearch } from "../../../contracts/components";
import type { Patient } from "../check";
import { type Finding, fail, must, pass, unknown, worst } from "../finding";
import { workloadHealth } from "../workload-health";

const documents = 'sum(elasticsearch_indices_docs_primary{index=~"fingerprint-api-.*"})';

export async function logsFlow({ prometheus, kubectl }: Patient): Promise<Finding> {
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

export async function retentionIsSet({ manifests, kubectl }: Patient): Promise<Finding> {
  const jobs = manifests.manifests.filter(
    ({ kind, metadata }) => kind === "Job" && metadata.name.startsWith("elasticsearch-"),
  );
  if (jobs.length === 0) return fail("nothing sets the retention of logs", "Add logging to the environment.");
  const findings = await Promise.all(
    jobs.map(async ({ metadata }) => {
      const { name, namespace } = metadata;
      const job = await kubectl.get("Job", metadata);
      // A finished Job may have been cleaned away; the next apply makes it again.
      if (!job) return unknown(`Job ${name} is not there any more`, "Apply again: the Job is idempotent.");
      const { succeeded = 0 } = (job["status"] ?? {}) as { succeeded?: number };
      const logs = `kubectl logs job/${name} -n ${namespace ?? ""}`;
      return must(succeeded > 0, `Job ${name} has not finished`, logs);
    }),
  );
  return worst(findings, "retention, templates and roles are in place");
}
