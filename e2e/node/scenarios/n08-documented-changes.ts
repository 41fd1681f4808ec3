import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { elasticsearch } from "../../../contracts/components";
import { users } from "../../../logging/stack";
import { root } from "../../../operations/root";
import { blocksUnder } from "../../../verify/elasticsearch/page";
import { check, checkEqual, checkIncludes } from "../../check";
import { draft } from "../../cluster/draft";
import { until } from "../../until";
import { issuers } from "../../cluster/cert-manager";
import { NumberedLines } from "../numbered-lines";
import { variantForNodes } from "../overlay";
import { allReady, askIn } from "../pods";
import type { NodeScenario, NodeStage } from "../scenario";
import { typeCommands } from "../typed-commands";

export const n08DocumentedChanges: NodeScenario = {
  id: "N8",
  title:
    "passwords and certificates change, and one Elasticsearch becomes three and one again, by the commands of the documents, and no line is lost; a volume that can't grow is told",
  timeLimit: 2400,
  long: true,
  async run(stage) {
    const lines = new NumberedLines(stage.cluster);
    const results: string[] = [];
    for (const [what, change] of changes) {
      stage.report(what);
      const since = Date.now();
      await lines.during(change(stage));
      await allReady(stage.cluster, 240);
      const stored = await lines.storedOnce(240);
      results.push(`${what} ${Math.round((Date.now() - since) / 1000)} s, ${stored} lines stored once`);
    }
    return results.join("; ");
  },
};

const changes: readonly (readonly [string, (stage: NodeStage) => Promise<void>])[] = [
  ["passwords", passwords],
  ["certificates of a new authority", certificates],
  ["one node to three", threeNodes],
  ["three nodes to one", oneNode],
  ["a volume of a class that can't grow", largerVolume],
];

const secret = ({ cluster }: NodeStage, name: string) => cluster.secret(elasticsearch.namespace, name);

/** The user whose password the Secret has under a key, such as `kibana-bootstrap`. */
const userOf = (key: string) =>
  (users as Readonly<Record<string, string>>)[key.replace(/-./, ([, letter = ""]) => letter.toUpperCase())] ??
  key;

async function passwords(stage: NodeStage): Promise<void> {
  const name = "elasticsearch-users";
  const before = await secret(stage, name);
  for (const block of blocksUnder("Change a password")) await typeCommands(stage, block);
  const pod = await stage.cluster.servingPod(elasticsearch);
  const accepted = ([key, password]: [string, string]) =>
    askIn(pod, "/_security/_authenticate", { user: `${userOf(key)}:${password}` }).then(
      () => true,
      () => false,
    );
  for (const entry of Object.entries(before))
    check(!(await accepted(entry)), `${entry[0]} with the old password is refused`);
  for (const entry of Object.entries(await secret(stage, name)))
    check(await accepted(entry), `${entry[0]} with the new password is let in`);
}

async function certificates(stage: NodeStage): Promise<void> {
  const { cluster } = stage;
  const before = await cluster.servingPod(elasticsearch);
  const old = await secret(stage, "elasticsearch-tls");
  // What cert-manager does by itself years later: the authority is made again, with a new key.
  const { secretName } = issuers.find(({ spec }) => spec.isCA)!["spec"];
  await cluster.kubectl(["delete", "secret", secretName, "--namespace=cert-manager"]);
  const path = `/api/v1/namespaces/cert-manager/secrets/${secretName}`;
  await until("there is a new authority", 60, () => cluster.api.exists(path));
  for (const block of blocksUnder("Certificates")) await typeCommands(stage, block);
  const now = await secret(stage, "elasticsearch-tls");
  check(now["ca.crt"] !== old["ca.crt"], "the certificates are of a new authority");
  const key = new X509Certificate(now["tls.crt"] ?? "").publicKey.export({ type: "spki", format: "der" });
  const pin = createHash("sha256").update(key).digest("base64");
  const { elastic } = await secret(stage, "elasticsearch-users");
  // The kubelet shows pods a changed Secret within two minutes.
  await until("Elasticsearch shows its new certificate", 150, async () => {
    const words = ["--pinnedpubkey", `sha256//${pin}`];
    await askIn(before, "/_security/_authenticate", { words, user: `elastic:${elastic}` });
    return true;
  });
  const after = await cluster.servingPod(elasticsearch);
  checkEqual(after.metadata["uid"], before.metadata["uid"], "Elasticsearch has not been restarted");
}

async function threeNodes(stage: NodeStage): Promise<void> {
  const { environment } = stage.cluster;
  const variant = variantForNodes(stage, "variant", ({ logging }) => {
    logging.elasticsearch.nodes = 3;
  });
  const dist = draft(join(variant, environment), join(stage.folder, "three"), (object) => {
    // Two of them share a node: there are two.
    if (object["kind"] === "StatefulSet" && object.metadata.name === "elasticsearch")
      delete object["spec"].template.spec.affinity;
  });
  // The page has the note of the cluster looked at first.
  const [look = ""] = blocksUnder("How a cluster forms");
  const noted = await typeCommands(stage, look);
  check(/^ {2}cluster-uuid: ./m.test(noted), `the cluster has been noted as formed:\n${noted}`);
  await typeCommands({ ...stage, dist }, "./deploy.sh production apply");
  const health = await typeCommands(stage, "es GET '_cluster/health?wait_for_status=green&timeout=120s'");
  checkIncludes(health, '"number_of_nodes":3', "three nodes are one green cluster");
}

async function oneNode(stage: NodeStage): Promise<void> {
  const [before = "", after = ""] = blocksUnder("From three nodes to one");
  const [exclude = "", shards = "", votes = ""] = before.split("\n");
  await typeCommands(stage, exclude);
  await until("no shard is on the nodes that leave", 240, async () => {
    await pause(2000);
    return !/elasticsearch-[12]/.test(await typeCommands(stage, shards));
  });
  await typeCommands(stage, votes);
  await typeCommands(stage, "./deploy.sh production apply");
  await typeCommands(stage, after);
  const claims = ["1", "2"].map((number) => `data-elasticsearch-${number}`);
  await stage.cluster.kubectl(["delete", "pvc", ...claims, `--namespace=${elasticsearch.namespace}`]);
}

/** deploy.sh holds the change back and says what grows a volume; the API server says what is in the way of it here. */
async function largerVolume(stage: NodeStage): Promise<void> {
  const { cluster, folder } = stage;
  const manifests = join(stage.dist, cluster.environment);
  const dist = draft(manifests, join(folder, "larger"), (object) => {
    if (object["kind"] === "StatefulSet" && object.metadata.name === "elasticsearch")
      object["spec"].volumeClaimTemplates[0].spec.resources.requests.storage = "5Ti";
  });
  const { status, stdout } = await cluster.deploy(["apply", "--yes"], { dist });
  checkEqual(status, 3, `the larger volume is held back:\n${stdout}`);
  const [patch = ""] = /kubectl .*patch .*/.exec(stdout) ?? [];
  const page = readFileSync(join(root, "docs/operations/troubleshooting.md"), "utf8");
  const [, refusal] = /refuses the patch:\s+`([^`]+)`/.exec(page) ?? [];
  if (refusal === undefined) throw new Error("the page does not say what refuses a larger volume");
  const told = await typeCommands(stage, patch).catch((error: unknown) => (error as Error).message);
  checkIncludes(told, refusal, "the page says what is told here");
}
