import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../operations/root";
import { temporaryFolder } from "../support/temporary-folder";

/** Programs of the system that deploy.sh may use. A PATH of these alone shows that it needs no other. */
const system = [
  ...["awk", "basename", "bash", "cat", "cut", "date", "diff", "dirname", "env", "grep", "head", "hostname"],
  ...["id", "mkdir", "mktemp", "mv", "paste", "rm", "sed", "sleep", "sort", "tail", "uniq"],
];
const whereAre = ["-c", 'type -P "$@"', "bash", "timeout", ...system];
const [timeout = "", ...programs] = execFileSync("bash", whereAre, { encoding: "utf8" }).trim().split("\n");

/** Words that make kubectl change something, as long as no dry run is asked for. */
const changing = /(?<=^| )(apply|create|delete|patch|replace|scale|label|annotate|edit)(?= |$)/;

/** What the fake kubectl is told, whether there is one, and whether a person interrupts the script after a second. */
type Surroundings = Partial<{ env: Record<string, string>; kubectl: boolean; interrupted: boolean }>;

/** Runs deploy.sh with a kubectl that reaches no cluster: however it ends, nothing is changed and nothing is left behind. */
function deploy(words: readonly string[], surroundings: Surroundings = {}) {
  const { env, kubectl = true, interrupted = false } = surroundings;
  const folder = temporaryFolder();
  const [bin, calls, temporary] = [join(folder, "bin"), join(folder, "calls"), join(folder, "tmp")] as const;
  for (const one of [bin, temporary]) mkdirSync(one);
  writeFileSync(calls, "");
  for (const program of programs) symlinkSync(program, join(bin, basename(program)));
  if (kubectl) copyFileSync(join(__dirname, "fake-kubectl"), join(bin, "kubectl"));
  const [program = "", ...args] = [
    ...(interrupted ? [timeout, "--foreground", "--preserve-status", "--signal=INT", "1"] : []),
    ...[join(bin, "bash"), join(root, "deploy.sh"), "--dist", join(__dirname, "dist"), ...words],
  ];
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { PATH: bin, HOME: folder, TMPDIR: temporary, FAKE_CALLS: calls, ...env },
    encoding: "utf8",
    input: "",
  });
  const changes = readFileSync(calls, "utf8")
    .split("\n")
    .filter((call) => changing.test(call) && !call.includes("--dry-run"));
  expect(changes).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
  return { status, stdout, stderr };
}

const both = "(there are: production staging)";
const undeclared = `${both}. For one that is declared no more, name its cluster with --context`;

test.each([
  [["prod", "apply"], `unknown environment: prod ${both}`],
  [["../dist/staging", "delete", "--context=eu"], `unknown environment: ../dist/staging ${undeclared}`],
  [["staging", "aply"], "unknown action: aply (there are: preview apply delete)"],
  [["staging", "apply", "now"], "unexpected argument: now"],
  [["staging"], "an environment and an action are needed, such as: staging preview"],
  [["staging", "apply", "--dryrun"], "unknown option: --dryrun"],
  [["staging", "apply", "--context="], "--context needs a value"],
  [["staging", "apply", "--timeout", "10"], "--timeout 10: not a time such as 90s, 15m or 1h"],
  [["staging", "apply", "--namespaces"], "--namespaces goes with delete"],
  [["staging", "apply", "--dist", "/nowhere"], "--dist /nowhere: no such folder"],
  [["staging\nproduction", "apply"], "$'staging\\nproduction': arguments have no control characters"],
])("words that make no sense are refused with one clear line: %j", (words, message) => {
  const stderr = `deploy.sh: ${message}\ndeploy.sh: see ./deploy.sh --help\n`;
  expect(deploy(words)).toEqual({ status: 2, stdout: "", stderr });
});

const choose =
  "no kube context is selected. staging belongs to: staging staging-admin. Choose one with --context";
const away =
  "the cluster of context staging can't be used: The connection to the server 127.0.0.1:1 was refused";
const elsewhere = (context: string) =>
  `the kube context ${context} does not belong to production, which belongs to: production production-admin`;
const inStaging = { FAKE_CONTEXT: "staging" };
const ofVersion = (version: string) => ({ env: { FAKE_VERSION: version } });

test.each<[string, Surroundings, string]>([
  ["staging preview", { kubectl: false }, "kubectl is not installed: https://kubernetes.io/docs/tasks/"],
  ["staging preview", ofVersion(""), "kubectl does not say its version: is it the right program?"],
  ["staging preview", ofVersion("v1.27.16"), "kubectl 1.27 is too old: 1.28 or newer is needed"],
  ["staging apply --yes", {}, choose],
  ["staging apply --yes", { env: inStaging }, away],
  ["production apply --yes", { env: inStaging }, elsewhere("staging")],
  ["production delete --yes --context=staging", {}, elsewhere("staging")],
  ["production preview --context=staging", {}, elsewhere("staging")],
  ["production apply --yes --context productio.", {}, elsewhere("productio.")],
])("what can't work is refused with one clear line: %s in %j", (words, surroundings, message) => {
  const { status, stdout, stderr } = deploy(words.split(" "), surroundings);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^deploy\.sh: .+\n$/);
  expect(stderr).toContain(`deploy.sh: ${message}`);
});

test.each([
  [{}, "no kube context is selected"],
  [{ FAKE_CONTEXT: "production" }, "the current kube context production does not belong to staging"],
  [inStaging, "The connection to the server 127.0.0.1:1 was refused"],
])("preview without a cluster prints the manifests and says why: %j", (env, reason) => {
  const { status, stdout, stderr } = deploy(["staging", "preview"], { env });
  expect(status).toBe(0);
  expect(stdout).toMatch(/kind: Namespace[^]*kind: ConfigMap/);
  expect(stderr).toContain(`these are the manifests, not a comparison with a cluster: ${reason}`);
});

test("--help names the environments that there are, every action and every option, and the exit status", () => {
  const { status, stdout } = deploy(["--help"]);
  expect(status).toBe(0);
  const words = ["preview", "apply", "delete", "--dry-run", "--yes", "--context", "--timeout", "Exit status"];
  for (const word of ["production | staging", ...words]) expect(stdout).toContain(word);
});

test("an interrupted run says how to go on", () => {
  const surroundings = { env: { ...inStaging, FAKE_SECONDS: "2" }, interrupted: true };
  const { status, stderr } = deploy(["staging", "apply", "--yes"], surroundings);
  expect(status).toBe(130);
  expect(stderr).toContain("deploy.sh: interrupted. Run the same command again");
});
