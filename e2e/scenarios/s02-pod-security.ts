import { check, checkEqual } from "../check";
import { type Api, ApiError } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import type { Scenario } from "../scenario";

/** Pods by the strictest level that admits them. */
const samples = {
  restricted: {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "a",
        image: "a:1",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    ],
  },
  baseline: { containers: [{ name: "a", image: "a:1" }] },
  privileged: {
    hostPID: true,
    containers: [{ name: "a", image: "a:1", securityContext: { privileged: true } }],
  },
};
type Level = keyof typeof samples;
const levels: readonly Level[] = ["restricted", "baseline", "privileged"];

export const s02PodSecurity: Scenario = {
  id: "S2",
  title: "every namespace enforces the Pod Security level it declares, and admits every pod of its own",
  timeLimit: 200,
  anyCluster: true,
  async run({ clusters }) {
    return (await Promise.all(clusters.map(enforcement))).join("; ");
  },
};

async function enforcement(cluster: Cluster): Promise<string> {
  const namespaces = await cluster.declared("/api/v1/namespaces");
  check(namespaces.length > 0, "the environment has namespaces");
  const counts: Partial<Record<Level, number>> = {};
  for (const { metadata } of namespaces) {
    const level = metadata["labels"]["pod-security.kubernetes.io/enforce"] as Level;
    check(levels.includes(level), `namespace ${metadata.name} declares a level`);
    counts[level] = (counts[level] ?? 0) + 1;
    for (const sample of levels)
      checkEqual(
        await admits(cluster.api, metadata.name, sample),
        levels.indexOf(sample) <= levels.indexOf(level),
        `namespace ${metadata.name} (${level}) answers a ${sample} pod as it should`,
      );
    const events = await cluster.api.list(
      `/api/v1/namespaces/${metadata.name}/events?fieldSelector=reason%3DFailedCreate`,
    );
    checkEqual(
      events.map((event) => event["message"]).filter((message) => /PodSecurity|violates/.test(message)),
      [],
      `no pod of ${metadata.name} was refused`,
    );
  }
  return `${cluster.environment}: ${namespaces.length} namespaces (${levels.map((level) => `${counts[level] ?? 0} ${level}`).join(", ")})`;
}

/** Whether a pod of the sample would be admitted. Nothing is created. */
async function admits(api: Api, namespace: string, sample: Level): Promise<boolean> {
  try {
    await api.create(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, {
      metadata: { name: "pod-security-sample" },
      spec: samples[sample],
    });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403 && error.message.includes("PodSecurity"))
      return false;
    throw error;
  }
}
