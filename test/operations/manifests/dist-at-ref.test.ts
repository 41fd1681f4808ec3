import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { distAtRef, mergeBase } from "../../../operations/manifests/dist-at-ref";
import { deployment } from "../manifest-samples";
import { temporaryFolder } from "../../support/temporary-folder";

const repository = temporaryFolder();
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: repository,
    encoding: "utf8",
  });

function commit(replicas: number) {
  const folder = join(repository, "dist/staging/fingerprint");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Deployment.api.yaml"), stringify(deployment({ replicas })));
  git("add", "-A");
  git("commit", "-qm", `replicas ${String(replicas)}`);
}

beforeAll(() => {
  git("init", "-q", "-b", "main");
  git("commit", "-q", "--allow-empty", "-m", "empty");
  git("tag", "empty");
  commit(1);
  git("checkout", "-qb", "feature");
  commit(2);
  git("checkout", "-q", "main");
  commit(9);
  git("checkout", "-q", "feature");
});

test("what others did on the base since is no change of this branch", () => {
  const [staging] = distAtRef(mergeBase("main", repository), repository);
  expect(staging?.manifests).toEqual([deployment({ replicas: 1 })]);
});

test("a commit without dist/ has no environment", () => {
  expect(distAtRef("empty", repository)).toEqual([]);
});

test("a ref that is not there is named", () => {
  expect(() => mergeBase("nowhere", repository)).toThrow(/nowhere/);
});
