import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isScalar, parse, parseDocument, visit } from "yaml";
import { root } from "../operations/root";

/** Every `uses:` of a step or job, with the comment behind it. */
function actions(workflow: string): string[] {
  const found: string[] = [];
  visit(parseDocument(workflow), {
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === "uses" && isScalar(value))
        found.push(`${String(value.value)} #${value.comment ?? ""}`);
    },
  });
  return found;
}

/** Steps that check the repository out and leave the token in its configuration, where whatever runs later finds it. */
function leavingToken(workflow: string): string[] {
  const { jobs = {} } = parse(workflow);
  return Object.values<any>(jobs)
    .flatMap(({ steps = [] }) => steps)
    .filter(
      ({ uses = "", with: said }) =>
        uses.startsWith("actions/checkout@") && said?.["persist-credentials"] !== false,
    )
    .map(({ uses }) => uses);
}

const workflows = readdirSync(join(root, ".github"), { recursive: true, encoding: "utf8" })
  .filter((file) => /^(workflows|actions)\/.*\.ya?ml$/.test(file))
  .map((file) => {
    const text = readFileSync(join(root, ".github", file), "utf8");
    return { file, used: actions(text), leaving: leavingToken(text) };
  });

const isPinned = (action: string) =>
  action.startsWith("./") || /^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action);

const { scripts, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
  engines: { node: string };
};
const pipelines = [".github/workflows/ci.yml", ".github/workflows/release.yml", "docs/ci/gitlab-ci.yml"].map(
  (file) => readFileSync(join(root, file), "utf8"),
);

test("pipelines run commands that are there", () => {
  const run = pipelines.flatMap((text) =>
    [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name!),
  );
  expect(run).toContain("release");
  expect(run.filter((name) => !(name in scripts))).toEqual([]);
  const steps = pipelines.flatMap((text) =>
    [...text.matchAll(/\.ci\/run ([a-z -]+)/g)].flatMap(([, names]) => names!.trim().split(" ")),
  );
  const known = readFileSync(join(root, ".ci/run"), "utf8");
  expect(steps).toContain("synth");
  expect(steps.filter((step) => !known.includes(` ${step} `))).toEqual([]);
});

test("every Node from the oldest that is promised to ours is tried", () => {
  const tried = pipelines.map((text) => /node: \[(.+)\]/i.exec(text)?.[1]!.match(/\d+/g)).filter(Boolean);
  const oldest = /\d+/.exec(engines.node)![0];
  const ours = readFileSync(join(root, ".nvmrc"), "utf8").trim();
  expect(tried).toEqual([
    [oldest, "22", ours],
    [oldest, "22", ours],
  ]);
});

test.each(workflows)(
  "$file runs only actions of a known commit, with the version for Renovate",
  ({ used }) => {
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !isPinned(action))).toEqual([]);
  },
);

test.each(workflows)("$file leaves no token behind for the programs that it runs", ({ leaving }) => {
  expect(leaving).toEqual([]);
});

test("a checkout that leaves the token, by default or by text, is noticed", () => {
  expect(
    leavingToken(`
    jobs:
      called: { uses: ./.github/workflows/own.yml }
      job:
        steps:
          - uses: actions/checkout@1
          - uses: actions/checkout@2
            with: { persist-credentials: "false", fetch-depth: 0 }
          - uses: actions/checkout@3
            with: { persist-credentials: false }
    `),
  ).toEqual(["actions/checkout@1", "actions/checkout@2"]);
});

test("a tag, a branch, a short commit and a commit without its version are noticed", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const used = actions(`
    jobs:
      called: { uses: ./.github/workflows/own.yml }
      job:
        steps:
          - uses: actions/cache@${commit} # v1.2.3
          - uses: actions/cache@v1
          - uses: actions/cache@main # v1.2.3
          - uses: actions/cache@0123456 # v1.2.3
          - uses: actions/cache@${commit}
  `);
  expect(used.map(isPinned)).toEqual([true, true, false, false, false, false]);
});

const { on, permissions, jobs } = parse(readFileSync(join(root, ".github/workflows/review.yml"), "utf8"));

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
