/** The program as people run it: `cdk8s synth` in a copy of the repository. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readEnvironments } from "../../environments/shape/read-environments";
import { filesBelow } from "../../lib/synth/files";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { small } from "../environments/small";
import { temporaryFolder } from "../support/temporary-folder";

const root = join(__dirname, "../..");
const copied = [
  ...["cdk8s.yaml", "main.ts", "package.json", "tsconfig.json", "tsconfig.synth.json"],
  ...["contracts", "docs", "environments/shape", "imports", "lib", "logging", "monitoring"],
];

const copy = temporaryFolder();
const at = (file: string) => join(copy, file);

/** A copy in which staging was synthesized before, production is new, and europe is declared no more. */
beforeAll(() => {
  for (const name of copied) cpSync(join(root, name), at(name), { recursive: true });
  symlinkSync(join(root, "node_modules"), at("node_modules"));
  for (const [name, example] of Object.entries({ production: "large", staging: "small" })) {
    const declared = readFileSync(join(root, `test/environments/${example}.ts`), "utf8");
    writeFileSync(at(`environments/${name}.ts`), declared.replace("../../environments/", "./"));
  }
  synthesizeEnvironment(small, at("dist"));
  mkdirSync(at("dist/europe"));
  writeFileSync(at("dist/europe/kustomization.yaml"), "");
});

function synth(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(at("node_modules/.bin/cdk8s"), ["synth", ...args], {
    cwd: copy,
    env: { ...process.env, CDK8S_CHECK_UPGRADE: "false" },
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

/** What is said while there are these files, too: without a stack trace, and dist/ stays as it was, with no draft beside it. */
function refusal(by: () => ReturnType<typeof synth>, files: Readonly<Record<string, string>> = {}): string {
  const dist = filesBelow(at("dist"));
  for (const [file, text] of Object.entries(files)) writeFileSync(at(file), text);
  const { status, output } = by();
  for (const file of Object.keys(files)) rmSync(at(file));
  expect(status).toBe(1);
  expect(output).not.toMatch(/^\s+at |backtrace|Caused by/m);
  expect(filesBelow(at("dist"))).toEqual(dist);
  expect(readdirSync(copy).filter((name) => name.startsWith(".dist-draft"))).toEqual([]);
  return output;
}

const helm = ["--format", "helm", "--chart-version", "1.0.0"];

test.each([
  ["export const half = {", /error TS1005/],
  ['export const more: boolean = "";', /Type 'string' is not assignable to type 'boolean'/],
])("%s stops synth wherever it is and as long as it is there, and is told by its place", (line, fault) => {
  const files = ["environments/wrong.ts", "logging/filebeat/wrong.ts"];
  const inEveryWay = () => {
    for (const args of [["--stdout"], ["--output", "out"], helm])
      expect(synth(...args)).toEqual({ status: 1, output: expect.stringMatching(fault) });
    return synth();
  };
  const output = refusal(inEveryWay, Object.fromEntries(files.map((file) => [file, line])));
  for (const file of files) expect(output).toContain(`${file}(`);
  expect(output).toMatch(fault);
});

test.each([
  [helm, "error: --format helm is not offered"],
  [["--stdout"], "error: --stdout would mix the environments"],
])("%j is refused", (args, message) => {
  const output = refusal(() => synth(...args));
  expect(output).toContain(message);
  expect(output).not.toContain("kind: ");
});

test("all faults are told at once", () => {
  const demo = `import { environment } from "./shape/environment";
    export const demo = environment({
      name: "demo",
      cluster: { name: "demo", contexts: ["demo"], nodes: 5, zones: 1 },
      api: {
        image: "fingerprint-api", host: "not a host", replicas: { mode: "autoscaled", min: -3, max: 10 },
        resources: { cpu: { request: "1", limit: "1" }, memory: { request: "512M1", limit: "1Gi" } }, replica: 2,
      },
    } as never);`;
  const output = refusal(synth, {
    "environments/demo.ts": demo,
    "environments/broken.ts": 'throw new Error("no credentials for the inventory");',
    "environments/ending.ts": "process.exit();",
  });
  for (const line of [
    'error: demo.api.image = "fingerprint-api": is no pinned image',
    'error: demo.api.host = "not a host": is no DNS name',
    "error: demo.api.replicas.min = -3: must be a whole number, from 1 to 5000",
    'error: demo.api.resources.memory.request = "512M1": is no memory quantity',
    "error: demo.api.replica: is no known prop: correct its spelling or remove it",
    "error: environments/broken.ts: can't be read: no credentials for the inventory",
    "error: environments/ending.ts: can't be read: it calls process.exit()",
  ])
    expect(output).toContain(line);
});

test("a new file is a new environment, one that is gone takes its environment along, and the others stay as they are", () => {
  const { status, output } = synth();
  expect(status).toBe(0);
  expect(readdirSync(at("dist"))).toEqual(["production", "staging"]);
  expect(output).toMatch(/^production: (\d{3}) files, \1 changed$/m);
  expect(output).toMatch(/^staging: \d{3} files, 0 changed$/m);
  expect(output.trim().split("\n").length).toBeLessThan(10);
});

test("no environment at all is a fault, not a wish to empty dist/", () => {
  mkdirSync(at("empty"));
  expect(readEnvironments(at("empty"))).toEqual({
    declarations: [],
    faults: [{ path: "environments", remedy: "holds no environment: add a file that declares one" }],
  });
});
