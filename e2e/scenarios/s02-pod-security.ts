import { join } from "node:path";
import { check, checkEqual } from "../check";
import { onEach, type Scenario } from "../scenario";

/** The strictest first. */
const levels = ["restricted", "baseline", "privileged"];

export const s02PodSecurity: Scenario = {
  id: "S2",
  title: "every namespace enforces the Pod Security level it declares, and admits every pod of its own",
  timeLimit: 200,
  anyCluster: true,
  run: onEach(async (cluster) => {
    const namespaces = await cluster.declared("/api/v1/namespaces");
    check(namespaces.length > 0, "the environment has namespaces");
    const found: string[] = [];
    for (const { metadata } of namespaces) {
      const { name } = metadata;
      const level = metadata["labels"]["pod-security.kubernetes.io/enforce"] as string;
      check(levels.includes(level), `namespace ${name} declares a level`);
      const samples = ["create", "--dry-run=server", `--filename=${join(__dirname, "s02-pods.yaml")}`];
      const { stdout, stderr } = await cluster.tryKubectl([...samples, `--namespace=${name}`]);
      const admitted = [...stdout.matchAll(/^pod\/(\w+) created/gm)].map(([, sample]) => sample);
      checkEqual(
        admitted,
        levels.slice(0, levels.indexOf(level) + 1),
        `namespace ${name} (${level}) admits what its level does, and nothing else`,
      );
      const refusals = stderr.match(/ violates PodSecurity /g)?.length ?? 0;
      checkEqual(refusals, levels.length - admitted.length, `the level is why:\n${stderr}`);

      const failed = "events?fieldSelector=reason%3DFailedCreate";
      const events = await cluster.api.list(`/api/v1/namespaces/${name}/${failed}`);
      checkEqual(
        events.map((event) => event["message"]).filter((message) => /PodSecurity|violates/.test(message)),
        [],
        `no pod of ${name} was refused`,
      );
      found.push(`${name} ${level}`);
    }
    return `${cluster.environment}: ${found.join(", ")}`;
  }),
};
