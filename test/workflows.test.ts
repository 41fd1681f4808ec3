import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../operations/root";

const read = (file: string) => readFileSync(join(root, file), "utf8");

const workflows = readdirSync(join(root, ".github"), { recursive: true, encoding: "utf8" })
  .filter((file) => /^(workflows|actions)\/.*\.ya?ml$/.test(file))
  .map((file) => ({ file, text: read(join(".github", file)) }));

const pipelines = [".github/workflows/ci.yml", ".github/workflows/release.yml", "docs/ci/gitlab-ci.yml"].map(
  read,
);
const { scripts, engines } = JSON.parse(read("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

test("pipelines run commands that are there", () => {
  const words = (pattern: RegExp) =>
    pipelines.flatMap((text) =>
      [...text.matchAll(pattern)].flatMap(([, names = ""]) => names.trim().split(" ")),
    );
  const commands = words(/npm run (?:--silent )?([\w:-]+)/g);
  expect(commands).toContain("release");
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  const steps = words(/\.ci\/run ([a-z -]+)/g);
  expect(steps).toContain("synth");
  expect(steps.filter((step) => !read(".ci/run").includes(` ${step} `))).toEqual([]);
});

test("every Node from the oldest that is promised to ours is tried", () => {
  const tried = pipelines.map((text) => /node: \[(.+)\]/i.exec(text)?.[1]!.match(/\d+/g)).filter(Boolean);
  const wanted = [/\d+/.exec(engines.node)![0], "22", read(".nvmrc").trim()];
  expect(tried).toEqual([wanted, wanted]);
});

/** Actions that are not of a known commit, with its version for Renovate. */
const unpinned = (text: string) =>
  [...text.matchAll(/\buses: (.+)/g)]
    .map(([, action = ""]) => action)
    .filter((action) => !/^\.\/|^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action));

/** Steps that check the repository out and leave the token in its configuration, where whatever runs later finds it. */
const leavingToken = (text: string) =>
  Object.values<any>(parse(text).jobs ?? {})
    .flatMap(({ steps = [] }) => steps)
    .filter(({ uses = "" }) => uses.startsWith("actions/checkout@"))
    .filter((step) => step.with?.["persist-credentials"] !== false);

test.each(workflows)("$file runs actions of known commits, and leaves them no token", ({ text }) => {
  expect(text).toContain("uses: ");
  expect(unpinned(text)).toEqual([]);
  expect(leavingToken(text)).toEqual([]);
});

const commit = "0123456789abcdef0123456789abcdef01234567";

test.each(["@v1", "@main # v1.2.3", "@0123456 # v1.2.3", `@${commit}`])("%s is noticed", (version) => {
  expect(unpinned(`- uses: actions/cache${version}`)).toHaveLength(1);
});

test.each(["", ', with: { persist-credentials: "false" }'])("a token that stays is noticed: %j", (said) => {
  expect(leavingToken(`jobs: { a: { steps: [{ uses: actions/checkout@1${said} }] } }`)).toHaveLength(1);
});

const { on, permissions, jobs } = parse(read(".github/workflows/review.yml"));

test("a job that may write runs nothing of the pull request's", () => {
  const writing = Object.values<any>(jobs).filter((job) =>
    Object.values(job.permissions ?? {}).includes("write"),
  );
  expect(writing).toHaveLength(1);
  for (const { steps, if: condition } of writing) {
    const running = ({ uses, run }: any) => run !== undefined || uses?.startsWith("actions/checkout");
    expect(steps.filter(running)).toEqual([]);
    expect(condition).toContain("head.repo.full_name == github.repository");
  }
});

test("what is not said may not be done, and a fork's code never gets the base's token", () => {
  expect(permissions).toEqual({});
  expect(Object.keys(on)).toEqual(["pull_request"]);
  expect(Object.values<any>(jobs).filter((job) => job.permissions === undefined)).toEqual([]);
});
