/** The program as people run it: `cdk8s synth` in a copy of the repository. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { readEnvironments } from "../../environments/shape/read-environments";

const root = join(__dirname, "../..");
const copied = [
  "cdk8s.yaml",
  "contracts",
  "docs",
  "imports",
  "lib",
  "logging",
  "main.ts",
  "monitoring",
  "package.json",
  "tsconfig.json",
  "tsconfig.synth.json",
];

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "synth-"));
  for (const name of [...copied, "environments/shape"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  for (const [name, example] of Object.entries({ production: "large", staging: "small" })) {
    const declared = readFileSync(join(root, `test/environments/${example}.ts`), "utf8");
    writeFileSync(join(copy, `environments/${name}.ts`), declared.replace("../../environments/", "./"));
  }
  synth();
});

afterAll(() => {
  rmSync(copy, { recursive: true });
});

function synth(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(copy, "node_modules/.bin/cdk8s"), ["synth", ...args], {
    cwd: copy,
    env: { ...process.env, CDK8S_CHECK_UPGRADE: "false" },
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

/** A hash over every name and byte below a folder. */
function fingerprint(folder: string): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    hash.update(join(entry.parentPath, entry.name));
    if (entry.isFile()) hash.update(readFileSync(join(entry.parentPath, entry.name)));
  }
  return hash.digest("hex");
}

/** Does something while files of environments/ say something else, or are there at all. */
function withFiles(files: Readonly<Record<string, string>>, then: () => void) {
  const paths = Object.keys(files).map((name) => join(copy, "environments", name));
  const before = paths.map((path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined));
  Object.values(files).forEach((content, i) => {
    writeFileSync(paths[i]!, content);
  });
  try {
    then();
  } finally {
    before.forEach((content, i) => {
      if (content === undefined) rmSync(paths[i]!);
      else writeFileSync(paths[i]!, content);
    });
  }
}

const demo = (props: string) => `import { environment } from "./shape/environment";
export const demo = environment({
  name: "demo",
  cluster: { name: "demo", contexts: ["demo"], nodes: 5, zones: 1 },
  api: { ...${props} },
} as never);`;

test("a new file is a new environment, and nothing else changes", () => {
  const before = fingerprint(join(copy, "dist/production"));
  const content = readFileSync(join(copy, "environments/staging.ts"), "utf8");
  withFiles({ "europe.ts": content.replaceAll("staging", "europe") }, () => {
    expect(synth()).toMatchObject({ status: 0 });
    expect(readdirSync(join(copy, "dist"))).toEqual(["europe", "production", "staging"]);
    expect(fingerprint(join(copy, "dist/production"))).toBe(before);
  });
}, 120_000);

test("a file that is gone takes its environment along, and synth says in a line of each how many files it has and how many changed", () => {
  mkdirSync(join(copy, "dist/europe"), { recursive: true });
  writeFileSync(join(copy, "dist/staging/kustomization.yaml"), "");
  const { status, output } = synth();
  expect(status).toBe(0);
  expect(readdirSync(join(copy, "dist"))).toEqual(["production", "staging"]);
  expect(output).toMatch(/^production: \d{3} files, 0 changed$/m);
  expect(output).toMatch(/^staging: \d{3} files, 1 changed$/m);
  expect(output.trim().split("\n").length).toBeLessThan(10);
}, 120_000);

test("all faults are told at once, without a stack trace, and dist/ stays as it was, with no draft beside it", () => {
  const before = fingerprint(join(copy, "dist"));
  const bad = `{
    image: "fingerprint-api", host: "not a host", replicas: { mode: "autoscaled", min: -3, max: 10 },
    resources: { cpu: { request: "1", limit: "1" }, memory: { request: "512M1", limit: "1Gi" } }, replica: 2 }`;
  const files = {
    "demo.ts": demo(bad),
    "broken.ts": `throw new Error("no credentials for the inventory");`,
    "ending.ts": "process.exit();",
  };
  withFiles(files, () => {
    const { status, output } = synth();
    expect(status).toBe(1);
    for (const line of [
      'error: demo.api.image = "fingerprint-api": is no pinned image',
      'error: demo.api.host = "not a host": is no DNS name',
      "error: demo.api.replicas.min = -3: must be a whole number, from 1 to 5000",
      'error: demo.api.resources.memory.request = "512M1": is no memory quantity',
      "error: demo.api.replica: is no known prop: correct its spelling or remove it",
      "error: environments/broken.ts: can't be read: no credentials for the inventory",
      "error: environments/ending.ts: can't be read: it calls process.exit()",
      "Nothing was written.",
    ]) {
      expect(output).toContain(line);
    }
    expect(output).not.toMatch(/^\s+at /m);
  });
  expect(fingerprint(join(copy, "dist"))).toBe(before);
  expect(readdirSync(copy).filter((name) => name.startsWith(".dist-draft"))).toEqual([]);
}, 120_000);

test("a type error stops synth wherever it is and as long as it is there, and dist/ stays as it was", () => {
  const before = fingerprint(join(copy, "dist"));
  const deep = readFileSync(join(copy, "lib/validation/quantity.ts"), "utf8");
  const content = readFileSync(join(copy, "environments/staging.ts"), "utf8");
  const files = {
    "europe.ts": `${content.replaceAll("staging", "europe")}\nexport const more: string = 1;\n`,
    "../lib/validation/quantity.ts": `${deep}\nexport const deep: boolean = "";\n`,
  };
  withFiles(files, () => {
    for (const { status, output } of [synth(), synth()]) {
      expect(status).toBe(1);
      expect(output).toContain("Type 'number' is not assignable to type 'string'");
      expect(output).toContain("Type 'string' is not assignable to type 'boolean'");
      expect(output).not.toMatch(/^\s+at /m);
    }
  });
  expect(fingerprint(join(copy, "dist"))).toBe(before);
}, 120_000);

test("files that are no program are told by their places, and nothing else", () => {
  const before = fingerprint(join(copy, "dist"));
  const construct = readFileSync(join(copy, "lib/images.ts"), "utf8");
  const half = {
    "broken.ts": "export const half = {\n",
    "../lib/images.ts": `${construct}export const half = {\n`,
  };
  withFiles(half, () => {
    const { status, output } = synth();
    expect(status).toBe(1);
    expect(output).toMatch(/^environments\/broken\.ts\(\d+,1\): error/m);
    expect(output).toMatch(/^lib\/images\.ts\(\d+,1\): error/m);
    expect(output).toContain("Nothing was written.");
    expect(output).not.toMatch(/^\s+at |backtrace|Caused by/m);
  });
  expect(fingerprint(join(copy, "dist"))).toBe(before);
}, 120_000);

test.each([
  [["--format", "helm", "--chart-version", "1.0.0"], "error: --format helm is not offered"],
  [["--stdout"], "error: --stdout would mix the environments"],
])(
  "%j is refused, and dist/ stays as it was",
  (args, message) => {
    const before = fingerprint(join(copy, "dist"));
    const { status, output } = synth(...args);
    expect(status).toBe(1);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^\s+at |kind: /m);
    expect(fingerprint(join(copy, "dist"))).toBe(before);
  },
  120_000,
);

test("a place that can't be written to is told in one line", () => {
  const { stderr } = spawnSync(process.execPath, ["--require", "ts-node/register", "main.ts"], {
    cwd: copy,
    env: { ...process.env, CDK8S_OUTDIR: "package.json/out" },
    encoding: "utf8",
  });
  const told = stderr.replace(/^warning: .*\n/gm, "");
  expect(told).toMatch(/^error: ENOTDIR: not a directory, mkdir '.*package\.json.*'\n$/);
}, 120_000);

test("no environment at all is a fault, not a wish to empty dist/", () => {
  const empty = mkdtempSync(join(tmpdir(), "environments-"));
  try {
    expect(readEnvironments(empty)).toEqual({
      declarations: [],
      faults: [{ path: "environments", remedy: "holds no environment: add a file that declares one" }],
    });
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test("another output folder is written as it is", () => {
  const other = join(copy, "elsewhere");
  expect(synth("--output", other)).toMatchObject({ status: 0 });
  expect(fingerprint(join(other, "staging")).length).toBe(64);
  expect(readdirSync(other)).toEqual(["production", "staging"]);
}, 120_000);
