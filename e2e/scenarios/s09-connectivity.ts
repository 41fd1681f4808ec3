import { readFileSync } from "node:fs";
import { connectivity } from "../../verify/connectivity/connections";
import { connectivityReport } from "../../verify/connectivity/connectivity-report";
import { reportFile } from "../../verify/connectivity/current-report";
import type { Manifest } from "../../lib/synth/manifest";
import { checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import type { Scenario } from "../scenario";

export const s09Connectivity: Scenario = {
  id: "S9",
  title:
    "who may talk to whom, by what the API servers have stored, is what docs/connectivity.md says, refusals included",
  timeLimit: 90,
  async run({ cluster, environments }) {
    const stored = new Map<string, Manifest[]>();
    for (const environment of environments)
      stored.set(environment, await storedManifests(await cluster(environment)));
    const found = await Promise.all(
      [...stored].map(
        async ([environment, manifests]) => [environment, await connectivity(manifests)] as const,
      ),
    );
    checkEqual(
      connectivityReport(Object.fromEntries(found)).split("\n"),
      readFileSync(reportFile, "utf8").split("\n"),
      "the policies in the clusters make the committed report (npm run connectivity)",
    );
    return found
      .map(
        ([environment, { connections, workloads }]) =>
          `${environment}: ${workloads.length} workloads, ${connections.length} connections`,
      )
      .join("; ");
  },
};

const paths: Readonly<Record<string, string>> = {
  Namespace: "/api/v1/namespaces",
  Deployment: "/apis/apps/v1/deployments",
  StatefulSet: "/apis/apps/v1/statefulsets",
  DaemonSet: "/apis/apps/v1/daemonsets",
  Job: "/apis/batch/v1/jobs",
  CronJob: "/apis/batch/v1/cronjobs",
  NetworkPolicy: "/apis/networking.k8s.io/v1/networkpolicies",
};

/** What decides who may talk to whom, as the API server has stored it. */
async function storedManifests(cluster: Cluster): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const [kind, path] of Object.entries(paths))
    for (const { metadata, spec } of await cluster.declared(path))
      manifests.push({ apiVersion: path.replace(/^\/apis?\/|\/[^/]+$/g, ""), kind, metadata, spec });
  return manifests;
}
