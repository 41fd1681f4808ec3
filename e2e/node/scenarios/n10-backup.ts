import { chownSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { elasticsearch } from "../../../contracts/components";
import { indexNames } from "../../../contracts/log-names";
import { drillAnnotation } from "../../../operations/doctor/production-checklist";
import { prerequisitesIn } from "../../../operations/manifests/environment-manifests";
import { editedSource } from "../../../operations/environment/edited-source";
import { root } from "../../../operations/root";
import { renderFile } from "../../../lib/render-template";
import { RepositoryCopy } from "../../../verify/edits/repository-copy";
import { blocksUnder } from "../../../verify/elasticsearch/page";
import { runProgram } from "../../../verify/run-program";
import { check, checkIncludes } from "../../check";
import type { KubeObject } from "../../cluster/api";
import { NumberedLines } from "../numbered-lines";
import { variantForNodes } from "../overlay";
import { allReady } from "../pods";
import type { NodeScenario, NodeStage } from "../scenario";
import { typeCommands } from "../typed-commands";

export const n10Backup: NodeScenario = {
  id: "N10",
  title:
    "a deleted namespace comes back by the commands of the documents, its log lines from a snapshot on a shared volume, and what was written meanwhile from the nodes; the drill passes, and fails where the snapshot's files are gone",
  timeLimit: 1800,
  long: true,
  async run(stage) {
    const { cluster, report } = stage;
    const share = join(stage.folder, "share");
    const lines = new NumberedLines(cluster);
    const secrets = await secretsOf(stage);
    const writes = { ...stage, dist: withSnapshots(stage, "read-write") };
    const reads = { ...stage, dist: withSnapshots(stage, "read-only") };

    report("snapshots go to a shared volume");
    await mustName(writes, [`PersistentVolumeClaim ${namespace}/${claim}`]);
    mkdirSync(share);
    // As the export of a file server would: it belongs to the user of Elasticsearch's image.
    chownSync(share, 1000, 1000);
    await create(stage, volumeOf(share));
    await lines.during(typeCommands(writes, "./deploy.sh production apply"));
    const before = await lines.storedOnce(240);
    await typeCommands(writes, `es POST _slm/policy/${indexNames.snapshotPolicy}/_execute`);
    const drilled = await drills(stage, share);

    report("the namespace is lost");
    const since = Date.now();
    await cluster.kubectl(["delete", "namespace", namespace]);
    const names = secrets.map(({ metadata }) => `secret ${namespace}/${metadata.name}`);
    await mustName(reads, [...names, `PersistentVolumeClaim ${namespace}/${claim}`]);
    await lines.during(restore(reads, share, secrets));
    await allReady(cluster, 240);
    const after = await lines.storedOnce(240);
    const seconds = Math.round((Date.now() - since) / 1000);

    report("the new one takes the snapshots");
    await typeCommands(writes, "./deploy.sh production apply");
    await typeCommands(writes, `es POST _slm/policy/${indexNames.snapshotPolicy}/_execute`);
    await typeCommands(stage, "./deploy.sh production apply");
    await cluster.kubectl(["delete", "pvc", claim, `--namespace=${namespace}`]);
    await cluster.kubectl(["delete", "pv", claim]);
    return `${drilled}; ${before} lines from the snapshot and ${after - before} written meanwhile are there once, ${seconds} s after the loss`;
  },
};

const { namespace } = elasticsearch;
const page = "backup-and-restore.md";
const claim = "snapshots";

/** Manifests of the environment with snapshots on the shared volume, for deploy.sh --dist. */
const withSnapshots = (stage: NodeStage, access: "read-only" | "read-write") =>
  variantForNodes(stage, access, ({ logging }) => {
    logging.elasticsearch.snapshots = { ...snapshots, access };
  });

const where = { to: "volume", claim, access: "read-write" } as const;
const snapshots = { ...where, schedule: "0 30 1 * * ?", keep: "30d" } as const;

/** Has deploy.sh say what is missing, each by its name. */
async function mustName(stage: NodeStage, missing: readonly string[]): Promise<void> {
  const command = "./deploy.sh production apply --dry-run";
  const told = await typeCommands(stage, command).catch((error: unknown) => (error as Error).message);
  for (const one of missing) checkIncludes(told, `x ${one}`, `${one} is named as missing`);
}

/** The environment's Secrets in the namespace, for the store that they come back from. */
function secretsOf({ cluster }: NodeStage): Promise<KubeObject[]> {
  const all = prerequisitesIn(cluster.manifests).filter(({ kind }) => kind === "secret");
  return Promise.all(
    all
      .filter((one) => one.namespace === namespace)
      .map(async ({ name }) => {
        const { data } = await cluster.api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
        return { apiVersion: "v1", kind: "Secret", metadata: { namespace, name }, data };
      }),
  );
}

const create = ({ cluster }: NodeStage, input: string) =>
  cluster.kubectl(["create", "--filename=-"], { input });

const volumeOf = (share: string) => renderFile(join(__dirname, "snapshots-volume.yaml"), { share }, String);

/** The drill of the page, where the environment's file says where snapshots go: with the snapshot's files, and without. */
function drills({ cluster, signal }: NodeStage, share: string): Promise<string> {
  const { environment } = cluster;
  const [command = ""] = blocksUnder("The drill", page);
  const [program = "", ...words] = command.trim().replace("production", environment).split(" ");
  return RepositoryCopy.with(async (copy) => {
    const file = `environments/${environment}.ts`;
    const source = readFileSync(join(root, file), "utf8");
    copy.write(file, editedSource(source, environment, { "logging.elasticsearch.snapshots": snapshots }));
    const drill = () => runProgram(program, words, { cwd: copy.folder, env: cluster.env, signal });
    const { stdout } = await drill();
    const restored = /^\S+: [1-9]\d* lines restored in .*/m.exec(stdout)?.[0];
    if (restored === undefined) throw new Error(`the drill tells of no line:\n${stdout}`);
    const { metadata } = await cluster.api.get(`/api/v1/namespaces/${namespace}`);
    check(metadata["annotations"]?.[drillAnnotation], "the namespace bears the date of the drill");

    renameSync(join(share, "indices"), join(share, "lost"));
    const told = await drill().then(
      () => "it passed",
      (error: unknown) => (error as Error).message,
    );
    // Elasticsearch has made an empty one meanwhile.
    rmSync(join(share, "indices"), { recursive: true, force: true });
    renameSync(join(share, "lost"), join(share, "indices"));
    const failed = /^the drill failed: .*/m.exec(told)?.[0];
    if (failed === undefined)
      throw new Error(`the drill does not fail without the snapshot's files:\n${told}`);
    return `${restored}; without the snapshot's files ${failed}`;
  });
}

/** The page's steps, from an empty namespace on. */
async function restore(stage: NodeStage, share: string, secrets: readonly KubeObject[]): Promise<void> {
  await stage.cluster.kubectl(["delete", "pv", claim]);
  await stage.cluster.kubectl(["create", "namespace", namespace]);
  await create(stage, JSON.stringify({ apiVersion: "v1", kind: "List", items: secrets }));
  await create(stage, volumeOf(share));
  const [apply = "", logs = ""] = blocksUnder("Restore a namespace or a cluster", page);
  await typeCommands(stage, apply);
  const [list = ""] = logs.split(/^SNAPSHOT=/m);
  const listed = await typeCommands(stage, list);
  const taken: any[] = JSON.parse(listed).snapshots;
  const newest = taken.filter(({ state }) => state === "SUCCESS").at(-1)?.snapshot;
  check(newest, `there is a snapshot:\n${listed}`);
  await typeCommands(stage, logs.replace(/^SNAPSHOT=.*/m, `SNAPSHOT=${newest}`));
}
