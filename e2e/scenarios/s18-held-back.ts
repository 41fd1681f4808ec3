import { join } from "node:path";
import { elasticsearch, fingerprintApi } from "../../contracts/components";
import { runProgram } from "../../verify/run-program";
import { check, checkEqual } from "../check";
import { draft } from "../cluster/draft";
import { onSmallest, type Scenario } from "../scenario";

const { namespace, name } = elasticsearch;
const statefulSet = `/apis/apps/v1/namespaces/${namespace}/statefulsets/${name}`;
const config = `${fingerprintApi.name}-config`;

/** More than any environment asks for. */
const grown = "5Ti";

export const s18HeldBack: Scenario = {
  id: "S18",
  title:
    "a volume that grows is told with the commands for it, all else is applied meanwhile, and the commands keep the pods and grow the volume; nodes of Elasticsearch that may hold something are not taken away",
  timeLimit: 300,
  on: onSmallest,
  async run({ cluster, folder, signal }) {
    const { api } = cluster;
    const dist = draft(cluster.manifests, join(folder, "dist"), (object) => {
      if (object["kind"] === "StatefulSet" && object.metadata.name === name)
        object["spec"].volumeClaimTemplates[0].spec.resources.requests.storage = grown;
      if (object["kind"] === "ConfigMap" && object.metadata.name === config) object["data"].HELD_BACK = "no";
    });
    const templateSize = async (): Promise<string> =>
      (await api.get(statefulSet))["spec"].volumeClaimTemplates[0].spec.resources.requests.storage;
    // A restarted pod is another.
    const podIds = async () =>
      (await cluster.pods(elasticsearch)).map(({ metadata }) => metadata["uid"] as string).sort();
    const size = await templateSize();
    const pods = await podIds();

    const told = await cluster.mustDeploy(["apply", "--yes"], {
      ...{ dist, ends: 3, says: [`  x StatefulSet ${namespace}/${name}: `] },
    });
    checkEqual(await templateSize(), size, "the StatefulSet is left as it is");
    const { HELD_BACK } = await cluster.configMap(fingerprintApi.namespace, config);
    checkEqual(HELD_BACK, "no", "all else is applied");

    const commands = [...new Set(told.match(/^ *kubectl .*(patch|delete) .*/gm)?.map((line) => line.trim()))];
    check(commands.length >= 2, `commands are given:\n${told}`);
    for (const command of commands) await runProgram("bash", ["-c", command], { signal, env: cluster.env });
    await cluster.mustDeploy(["apply", "--yes"], { dist });
    checkEqual(await templateSize(), grown, "the StatefulSet asks for the new size");
    checkEqual(await podIds(), pods, "its pods have run on");
    const claims = await api.list(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`);
    const sizes = claims
      .filter(({ metadata }) => metadata.name.endsWith(`-${name}-0`))
      .map(({ spec }) => spec.resources.requests.storage as string);
    checkEqual([...new Set(sizes)], [grown], "its claims have grown");

    // The way back is the same: a template can't shrink in place either, and the claim keeps what it has.
    await cluster.kubectl(["delete", "statefulset", name, `--namespace=${namespace}`, "--cascade=orphan"]);
    await cluster.mustDeploy(["apply", "--yes"]);

    const scale = (replicas: number) =>
      cluster.kubectl(["scale", "statefulset", name, `--namespace=${namespace}`, `--replicas=${replicas}`]);
    await scale(2);
    const reason = "  x Elasticsearch of 1 node: there are 2, and ";
    await cluster.mustDeploy(["apply", "--yes"], { ends: 1, says: [reason] });
    await scale(1);
    return `claims of ${name} from ${size} to ${grown}: held back with ${commands.length} commands, done by them without a restart of ${pods.length} pods`;
  },
};
