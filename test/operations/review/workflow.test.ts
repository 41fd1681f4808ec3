import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../../operations/root";

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const { on, permissions, jobs } = parse(readFileSync(join(root, ".github/workflows/review.yml"), "utf8")) as {
  on: object;
  permissions: object;
  jobs: Record<string, Job>;
};

test("a job that may write runs nothing of the pull request's", () => {
  const writing = Object.values(jobs).filter((job) => Object.values(job.permissions ?? {}).includes("write"));
  expect(writing).toHaveLength(1);
  for (const { steps, if: condition } of writing) {
    expect(
      steps.filter(({ uses, run }) => run !== undefined || uses?.startsWith("actions/checkout")),
    ).toEqual([]);
    expect(condition).toContain("head.repo.full_name == github.repository");
  }
});

test("what is not said may not be done, and a fork's code never gets the base's token", () => {
  expect(permissions).toEqual({});
  expect(Object.keys(on)).toEqual(["pull_request"]);
  expect(Object.values(jobs).filter((job) => job.permissions === undefined)).toEqual([]);
});
