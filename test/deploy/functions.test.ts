/** Functions of deploy.sh by themselves, where a cluster would have to be in a state that end-to-end scenarios don't bring about. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { prerequisitesFile } from "../../lib/kubernetes/prerequisite";
import { markdownPage } from "../../operations/docs/markdown-page";
import { root } from "../../operations/root";
import { everyExample } from "../support/examples";
import { temporaryFolder } from "../support/temporary-folder";

const parts = ["messages", "arguments", "cluster", "objects", "preflight", "remedies", "changes", "held"];

/** Runs a script after the functions, with files in the working folder, and with a kubectl that is the body of a shell function. */
function run(script: string, kubectl: string, files: Readonly<Record<string, string>> = {}) {
  const work = temporaryFolder();
  for (const [name, text] of Object.entries({ held: "", declared: "", ...files })) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  const lines = [
    "set -euo pipefail",
    ...[...parts, "prune", "rollout"].map((part) => `source deploy/${part}.sh`),
    `ENVIRONMENT=staging CONTEXT=staging DIST=$WORK`,
    `cluster() { ${kubectl}\n}`,
    script,
  ];
  const { status, stdout, stderr } = spawnSync("bash", ["-c", lines.join("\n")], {
    cwd: root,
    env: { ...process.env, WORK: work, ROOT: root },
    encoding: "utf8",
  });
  return { status, stdout, stderr, held: readFileSync(join(work, "held"), "utf8") };
}

test.each(everyExample)("each prerequisite of $environment.name leads to its remedy", ({ prerequisites }) => {
  const list = prerequisitesFile(prerequisites);
  const files = { "staging/kustomization.yaml": "", "staging/prerequisites.tsv": list };
  const gone = "echo 'Error from server (NotFound): gone' >&2; return 1";
  const { status, stdout, stderr } = run("preflight", gone, files);
  expect(status).toBe(1);
  expect(stderr).toBe("deploy.sh: the cluster is not ready for staging: see the remedies above\n");
  const needed = list.split("\n").filter((row) => row !== "" && !/^(#|context\t)/.test(row));
  expect(needed.length).toBeGreaterThan(5);
  expect(stdout.match(/^ {2}x \S/gm)).toHaveLength(needed.length);
  expect(stdout.match(/^ {6}remedy: \S/gm)).toHaveLength(needed.length);
  const sections = stdout.match(/(?<=^ {6}see: docs\/operations\/day-0\.md#).+$/gm) ?? [];
  // Elasticsearch's remedy leads to a page of its own.
  expect(sections).toHaveLength(needed.filter((row) => !row.startsWith("elasticsearch\t")).length);
  const { anchors } = markdownPage(readFileSync(join(root, "docs/operations/day-0.md"), "utf8"));
  expect([...anchors]).toEqual(expect.arrayContaining(sections));
});

/** What preflight says of one prerequisite: nothing, or the problem and the remedy. */
function expectPreflight(row: string, kubectl: string, answer: string, problem: string): void {
  const { status, stdout } = run(`check ${row} 'what it is for'`, kubectl, { answer });
  expect(status).toBe(0);
  if (problem === "") expect(stdout).toBe("");
  else expect(stdout).toMatch(new RegExp(`^ {2}x .*${problem}[^]*\n {6}remedy: \\S`));
}

const node = (number: number) => `elasticsearch-${number}`;
const leaving = [node(1), node(2)];
const ten = Array.from({ length: 10 }, (_, i) => node(i + 2));

/** The node of each shard, then those without a vote, as Elasticsearch tells them. */
function holding(shards: readonly string[], withoutVote: readonly string[]): string {
  const voting_config_exclusions = withoutVote.map((node_name) => ({ node_name }));
  const state = { metadata: { cluster_coordination: { voting_config_exclusions } } };
  return [...shards, JSON.stringify(state)].join("\n");
}

test.each([
  ["three of one that is known as a cluster", 3, 1, "its uuid", ""],
  ["three of one that is no cluster yet", 3, 1, "", "new ones could form another"],
  ["one of three, whose shards and votes have left", 1, 3, holding([node(0)], leaving), ""],
  ["one of three, where a shard stays", 1, 3, holding([node(0), node(2)], leaving), `: ${node(2)}\n`],
  ["one of three, where one is on its way", 1, 3, holding([`a -> b ${node(1)}`], leaving), `: ${node(1)}\n`],
  ["one of twelve, where a vote stays", 1, 12, holding([node(0)], ten), `: ${node(1)}\n`],
])("nodes of Elasticsearch come and go with what they hold: %s", (_, declared, live, answer, problem) => {
  const kubectl = `case "$*" in *"get statefulset"*) echo ${live} ;; *) cat "$WORK/answer" ;; esac`;
  expectPreflight(`elasticsearch logging elasticsearch ${declared}`, kubectl, answer, problem);
});

test.each([
  ["standard", ["calico-node", "node-exporter"], ""],
  ["cilium", ["kube-proxy", "cilium"], ""],
  ["gke-dataplane-v2", ["anetd"], ""],
  ["standard", ["cilium"], "are those of cilium"],
  ["cilium", ["anetd"], "are those of gke-dataplane-v2"],
  ["cilium", ["cilium-exporter"], "are those of standard"],
])("the declared network plugin is the one that runs: %s, beside %j", (declared, names, problem) => {
  const daemonSets = names.map((name) => `daemonset.apps/${name}\n`).join("");
  expectPreflight(`networkplugin - ${declared} ''`, 'cat "$WORK/answer"', daemonSets, problem);
});

test.each([
  ["v1.29.9", "Kubernetes 1.30: it is 1.29"],
  ["v1.30.0", ""],
])("what needs Kubernetes 1.30 is told on %s", (version, problem) => {
  expectPreflight("kubernetes - 1.30 ''", `echo 'gitVersion: ${version}'`, "", problem);
});

const immutable =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden";
const image = "spec.template.spec.containers[0].image: Required value";

test.each([
  ["an aggregated API that is away is no refusal", 'E1123 14:34:31 7 memcache.go:403] "Could not get it"', 0],
  ["nor is a warning", "Warning: unknown field", 0],
  ["a wrong value is", 'The StatefulSet "a" is invalid: spec.replicas: Invalid value: -1', 1],
  ["one beside what can't change in place is", `The StatefulSet "a" is invalid: [${immutable}, ${image}]`, 1],
])("a dry run ends at what the server refuses: %s", (_, said, status) => {
  const { held, stderr, ...outcome } = run("try_on_server strict", 'cat "$WORK/said" >&2; return 1', {
    said: `${said}\n`,
    "present.yaml": "an object",
    "absent.yaml": "",
    declared: "0001\tapps\tStatefulSet\tlogging\ta\n",
    "objects/0001.yaml": "an object",
  });
  expect({ held, status: outcome.status }).toEqual({ held: "", status });
  if (said.startsWith("Warning")) expect(stderr).toBe(`${said}\n`);
  if (status === 1)
    expect(outcome.stdout + stderr).toContain(`  x ${said}\ndeploy.sh: the server does not take`);
});

test("--skip names what is not waited for", () => {
  const declared = ["Certificate", "APIService"].map((kind) => `0001\tany\t${kind}\t-\ta\n`).join("");
  const { stdout } = run('SKIPPED=certificate list_others; cat "$WORK/others"', ":", { declared });
  expect(stdout).toBe("apiservices.apiregistration.k8s.io APIService\n");
});
