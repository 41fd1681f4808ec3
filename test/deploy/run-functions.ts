import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../operations/root";
import { temporaryFolder } from "../support/temporary-folder";

export interface Functions {
  /** Files of deploy/ to read, such as `changes`. Those that only tell people are always read. */
  readonly parts: readonly string[];
  /** Files of the working folder before, such as `present.yaml`. */
  readonly files: Readonly<Record<string, string>>;
  /** What kubectl does, as the body of a shell function. */
  readonly kubectl: string;
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs functions of deploy.sh by themselves, and tells what they say and the files that they leave. */
export function runFunctions({ parts, files, kubectl, script, env }: Functions) {
  const work = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  const text = [
    "set -euo pipefail",
    "SECONDS=0 TIMEOUT=1 SKIPPED= PRUNE_FIRST=no ENVIRONMENT=staging CONTEXT=staging MANAGER=fingerprint-deploy",
    ...["messages", "objects", "preflight", ...parts].map((part) => `source deploy/${part}.sh`),
    `cluster() { ${kubectl}\n}`,
    script,
  ].join("\n");
  const { status, stdout, stderr } = spawnSync("bash", ["-c", text], {
    cwd: root,
    env: { ...process.env, WORK: work, ROOT: root, ...env },
    encoding: "utf8",
  });
  const read = (name: string) => {
    const file = join(work, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  return { status, stdout, stderr, left: { held: read("held"), states: read("states") } };
}
