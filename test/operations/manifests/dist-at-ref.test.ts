import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { git } from "../../../operations/git";
import { distAtRef, mergeBase } from "../../../operations/manifests/dist-at-ref";
import { temporaryFolder } from "../../support/temporary-folder";
import { deployment } from "../manifest-samples";

const repository = temporaryFolder();
const folder = join(repository, "dist/staging/fingerprint");

function commit(message: string, replicas: number) {
  writeFileSync(join(folder, "Deployment.api.yaml"), stringify(deployment({ replicas })));
  git(repository, "add", "-A");
  git(repository, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", message);
}

test("what others did on the base since is no change of this branch", () => {
  mkdirSync(folder, { recursive: true });
  git(repository, "init", "-q", "-b", "main");
  commit("one", 1);
  git(repository, "checkout", "-qb", "feature");
  commit("ours", 2);
  git(repository, "checkout", "-q", "main");
  commit("theirs", 9);
  git(repository, "checkout", "-q", "feature");
  const [staging] = distAtRef(mergeBase("main", repository), repository);
  expect(staging?.manifests).toEqual([deployment({ replicas: 1 })]);
});
