import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prerequisitesFile } from "../../lib/kubernetes/prerequisite";
import { markdownPage } from "../../operations/docs/markdown-page";
import { root } from "../../operations/root";
import { everyExample } from "../support/every-example";
import { runDeploy, type Surroundings } from "./run-deploy";
import { temporaryFolder } from "../support/temporary-folder";

/** Words that make kubectl change something, as long as no dry run is asked for. */
const changing = /(?<=^| )(apply|create|delete|patch|replace|scale|label|annotate|edit)(?= |$)/;

function refusal(words: string[], surroundings?: Surroundings): { status: number | null; message: string } {
  const { status, stdout, stderr, calls, leftovers } = runDeploy(words, surroundings);
  expect(calls.filter((call) => changing.test(call) && !call.includes("--dry-run"))).toEqual([]);
  expect(leftovers).toEqual([]);
  expect(stdout).toBe("");
  return { status, message: stderr };
}

describe("words that make no sense are refused with one clear line", () => {
  const hint = "deploy.sh: see ./deploy.sh --help\n";

  test.each([
    [["prod", "apply"], "unknown environment: prod (there are: production staging)"],
    [["../dist/staging", "apply"], "unknown environment: ../dist/staging (there are: production staging)"],
    [["", "apply"], "unknown environment:  (there are: production staging)"],
    [["staging", "aply"], "unknown action: aply (there are: preview apply delete)"],
    [["staging", "apply", "now"], "unexpected argument: now"],
    [["staging"], "an environment and an action are needed, such as: staging preview"],
    [[], "an environment and an action are needed, such as: staging preview"],
    [["staging", "apply", "--dryrun"], "unknown option: --dryrun"],
    [["staging", "apply", "--context"], "--context needs a value"],
    [["staging", "apply", "--context="], "--context needs a value"],
    [["staging", "apply", "--timeout", "10"], "--timeout 10: not a time such as 90s, 15m or 1h"],
    [["staging", "apply", "--timeout=0m"], "--timeout 0m: not a time such as 90s, 15m or 1h"],
    [["staging", "apply", "--namespaces"], "--namespaces goes with delete"],
    [["staging", "delete", "--prune-first"], "--prune-first goes with apply"],
    [["staging", "apply", "--dist", "/nowhere"], "--dist /nowhere: no such folder"],
    [["staging\nproduction", "apply"], "$'staging\\nproduction': arguments have no control characters"],
    [["staging", "apply", "--context", "a\tb"], "$'a\\tb': arguments have no control characters"],
    [["staging", "apply", "--skip=a\u001b[2J"], "$'--skip=a\\E[2J': arguments have no control characters"],
    [["staging", "delete", "now\r"], "$'now\\r': arguments have no control characters"],
  ])("%j", (words, message) => {
    expect(refusal(words)).toEqual({ status: 2, message: `deploy.sh: ${message}\n${hint}` });
  });
});

describe("surroundings that can't work are refused with one clear line", () => {
  const choose = "staging belongs to: staging staging-admin. Choose one with --context";
  const away =
    "the cluster of context staging can't be used: The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?";
  const elsewhere =
    "the kube context staging does not belong to production, which belongs to: production production-admin";
  const inStaging = { FAKE_CONTEXT: "staging" };
  const begins =
    "the kube context productio. does not belong to production, which belongs to: production production-admin";

  test.each<[string, Surroundings["env"], string]>([
    ["staging preview", { FAKE_VERSION: "v1.27.16" }, "kubectl 1.27 is too old: 1.28 or newer is needed"],
    ["staging apply --yes", {}, `no kube context is selected. ${choose}`],
    ["staging delete --yes", {}, `no kube context is selected. ${choose}`],
    ["staging apply --yes", inStaging, away],
    ["staging delete --yes", inStaging, away],
    ["production apply --yes", inStaging, elsewhere],
    ["production apply --yes --context staging", { FAKE_CONTEXT: "production" }, elsewhere],
    ["production delete --yes --context=staging", {}, elsewhere],
    ["production apply --dry-run --context=staging", {}, elsewhere],
    ["production preview --context=staging", {}, elsewhere],
    ["production apply --yes --context productio.", {}, begins],
  ])("%s with %j", (words, env, message) => {
    expect(refusal(words.split(" "), { env })).toEqual({ status: 1, message: `deploy.sh: ${message}\n` });
  });

  test("no kubectl", () => {
    const message = "deploy.sh: kubectl is not installed: https://kubernetes.io/docs/tasks/tools/\n";
    expect(refusal(["staging", "preview"], { kubectl: false })).toEqual({ status: 1, message });
  });

  test("another program by that name", () => {
    const { status, message } = refusal(["staging", "preview"], { env: { FAKE_VERSION: "" } });
    expect(status).toBe(1);
    expect(message).toContain("kubectl does not say its version: is it the right program?");
  });
});

test.each(everyExample)(
  "an empty cluster: every prerequisite of $environment.name is named with its remedy, and nothing is changed",
  ({ environment: { name: environment }, prerequisites }) => {
    const dist = temporaryFolder();
    cpSync(join(__dirname, "dist"), dist, { recursive: true });
    const list = prerequisitesFile(prerequisites);
    writeFileSync(join(dist, environment, "prerequisites.tsv"), list);
    const needed = list
      .split("\n")
      // An empty cluster shows nothing that speaks against a standard network plugin, nor any node of Elasticsearch.
      .filter((row) => row !== "" && !/^(#|context\t|networkplugin\t|elasticsearch\t)/.test(row));
    const { status, stdout, stderr, calls } = runDeploy([environment, "apply", "--yes"], {
      dist,
      env: { FAKE_CONTEXT: environment, FAKE_EMPTY: "yes" },
    });
    const lines = stdout.split("\n");
    expect(status).toBe(1);
    expect(stderr).toBe(`deploy.sh: the cluster is not ready for ${environment}: see the remedies above\n`);
    expect(needed.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.startsWith("  x "))).toHaveLength(needed.length);
    expect(lines.filter((line) => /^ {6}remedy: \S/.test(line))).toHaveLength(needed.length);
    const { anchors } = markdownPage(readFileSync(join(root, "docs/operations/day-0.md"), "utf8"));
    const sections = lines.flatMap(
      (line) => /^ {6}see: docs\/operations\/day-0\.md#(.+)$/.exec(line)?.[1] ?? [],
    );
    expect(sections).toHaveLength(needed.length);
    for (const section of sections) expect(anchors).toContain(section);
    expect(calls.filter((call) => changing.test(call))).toEqual([]);
  },
);

describe("preview without a cluster prints the manifests and says why", () => {
  test.each([
    ["no context is selected", {}, "no kube context is selected"],
    [
      "another's is",
      { FAKE_CONTEXT: "production" },
      "the current kube context production does not belong to staging",
    ],
    [
      "the cluster is away",
      { FAKE_CONTEXT: "staging" },
      "The connection to the server 127.0.0.1:1 was refused",
    ],
  ])("%s", (_, env, reason) => {
    const { status, stdout, stderr } = runDeploy(["staging", "preview"], { env });
    expect(status).toBe(0);
    expect(stdout).toContain("kind: Namespace");
    expect(stdout).toContain("kind: ConfigMap");
    expect(stderr).toContain(
      `deploy.sh: these are the manifests, not a comparison with a cluster: ${reason}`,
    );
  });
});

test("--help names the environments that there are, every action and every option, and the exit status", () => {
  const { status, stdout } = runDeploy(["--help"]);
  expect(status).toBe(0);
  const words = ["preview", "apply", "delete", "--dry-run", "--yes", "--context", "--timeout"];
  for (const word of ["production | staging", ...words]) expect(stdout).toContain(word);
  expect(stdout).toContain("Exit status: 0 done");
});

test.each([
  ["v1.29.9", 1, "  x Kubernetes 1.30: it is 1.29\n"],
  ["v1.30.0", 0, ""],
])("what needs Kubernetes 1.30, on %s", (version, status, said) => {
  const dist = temporaryFolder();
  cpSync(join(__dirname, "dist"), dist, { recursive: true });
  appendFileSync(join(dist, "staging/prerequisites.tsv"), "kubernetes\t-\t1.30\t-\tthe pause\n");
  const answers = `case "$*" in
      *" version --output"*) printf 'serverVersion:\n  gitVersion: ${version}\n'; exit ;;
      *" get "* | *" apply "* | *" create "* | *" diff "*) exit 0 ;;
    esac`;
  const outcome = runDeploy(["staging", "apply", "--dry-run"], {
    dist,
    env: { FAKE_CONTEXT: "staging", FAKE_ANSWERS: answers },
  });
  expect(outcome.status).toBe(status);
  expect(outcome.stdout).toContain(said);
});

test("an interrupted run says how to go on and leaves no temporary file", () => {
  const { status, stderr, leftovers } = runDeploy(["staging", "apply", "--yes"], {
    env: { FAKE_CONTEXT: "staging", FAKE_SECONDS: "3" },
    interruptAfter: 1500,
  });
  expect(status).toBe(130);
  expect(stderr).toContain("deploy.sh: interrupted. Run the same command again");
  expect(leftovers).toEqual([]);
});
