import { join } from "node:path";
import { fingerprintApi, prometheus } from "../../../contracts/components";
import { promqlNodes } from "../../../lib/validation/promql";
import { check, checkEqual } from "../../check";
import type { Cluster } from "../../cluster/cluster";
import type { KubeObject } from "../../cluster/api";
import { moveAutoscaler } from "../autoscaling";
import { readManifests } from "../overlay";
import { askIn, query } from "../pods";
import type { NodeScenario } from "../scenario";

/** Metrics of programs that a stand-in plays here, the exporter beside Filebeat among them. */
const ofStandIns = /^(probe|elasticsearch|filebeat|logstash|grafana|certmanager|nginx)_/;

export const n03Metrics: NodeScenario = {
  id: "N3",
  title:
    "every metric that a rule or a dashboard names comes from a real target, every target is up, and load starts more pods",
  timeLimit: 1800,
  async run(stage) {
    const { cluster, report, short, until } = stage;
    const pod = await cluster.servingPod(prometheus);
    const targets = (await askIn(pod, "/api/v1/targets?state=active")).data.activeTargets;
    check(targets.length > 0, "Prometheus has targets");
    const down = targets
      .filter(({ health }: any) => health !== "up")
      .map(({ labels, lastError }: any) => `${labels.job} ${labels.instance}: ${lastError}`);
    checkEqual(down, [], "every target is up");

    const { groups } = (await askIn(pod, "/api/v1/rules")).data;
    const rules: any[] = groups.flatMap(({ rules }: any) => rules);
    const broken = rules
      .filter(({ health }) => health === "err")
      .map(({ name, lastError }) => `${name}: ${lastError}`);
    checkEqual(broken, [], "every rule can be evaluated");
    const queries = [
      ...rules.map((rule) => rule.query as string),
      ...dashboardQueries(readManifests(cluster.manifests)),
    ];
    const recorded = rules.filter(({ type }) => type === "recording").map(({ name }) => name as string);
    const named = new Set(queries.flatMap(metricsOf));
    const metrics = [...named].filter((name) => !recorded.includes(name)).sort();
    report(`${metrics.length} metrics of ${queries.length} queries`);
    const absent = async () => {
      // Some are there while something lasts, such as a container that waits for its image.
      const seen = (name: string) => query(pod, `count(last_over_time(${name}[1h]))`);
      const answers = await Promise.all(metrics.map(seen));
      return metrics.filter((_, i) => answers[i]?.length === 0);
    };
    // Most of the API's metrics begin with its first request, and come with the scrape after it.
    await askTheApi(cluster);
    const failingJob = `--filename=${join(__dirname, "failing-job.yaml")}`;
    await cluster.kubectl(["apply", failingJob]);
    await until("every metric that a query names is there", 100, async () => {
      const missing = (await absent()).filter((name) => !ofStandIns.test(name));
      if (missing.length > 0) throw new Error(missing.join(", "));
      return true;
    });
    await cluster.kubectl(["delete", failingJob]);
    const standIns = await absent();
    return (
      `${targets.length} targets up, ${rules.length} rules sound, ${metrics.length - standIns.length} metrics are there, ` +
      `${standIns.length} would come from what stand-ins play${short ? "" : `; ${await moveAutoscaler(stage)}`}`
    );
  },
};

/** Has every pod of the API answer the same question twice. */
async function askTheApi(cluster: Cluster): Promise<void> {
  for (const pod of await cluster.servingPods(fingerprintApi))
    for (let i = 0; i < 2; i++) await askIn(pod, "/api/v1/fingerprint/identify", { body: { canvas: "e2e" } });
}

/** The metrics that a query names. Grafana fills its variables in before it asks. */
const metricsOf = (text: string): string[] =>
  promqlNodes(text.replaceAll(/\$__(rate_interval|interval|range)\b/g, "5m"))
    .filter(({ name, parents }) => name === "Identifier" && parents.at(-1) === "VectorSelector")
    .map((part) => part.text);

/** Every query of the dashboards, which are the JSON files of ConfigMaps. */
function dashboardQueries(manifests: readonly KubeObject[]): string[] {
  const found: string[] = [];
  for (const { data = {} } of manifests.filter(({ kind }) => kind === "ConfigMap"))
    for (const [name, text] of Object.entries<string>(data))
      if (name.endsWith(".json"))
        JSON.parse(text, (key, value: unknown) => {
          if (key === "expr" && typeof value === "string") found.push(value);
          return value;
        });
  return found;
}
