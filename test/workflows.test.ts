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

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Steps that check the repository out and leave the token in its configuration, where whatever runs later finds it. */
function leavingToken(workflow: string): string[] {
  const { jobs = {} } = parse(workflow) as { jobs?: Record<string, { steps?: Step[] }> };
  return Object.values(jobs)
    .flatMap(({ steps = [] }) => steps)
    .filter(
      (step) => step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false,
    )
    .map(({ uses = "" }) => uses);
}

const workflows = readdirSync(join(root, ".github"), { recursive: true, encoding: "utf8" })
  .filter((file) => /^(workflows|actions)\/.*\.ya?ml$/.test(file))
  .map((file) => {
    const text = readFileSync(join(root, ".github", file), "utf8");
    return { file, used: actions(text), leaving: leavingToken(text) };
  });

const isPinned = (action: string) =>
  action.startsWith("./") || /^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action);

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
