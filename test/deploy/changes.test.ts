import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../operations/root";

/** The dry run of objects whose namespaces are there, with a kubectl that says this on its standard error. */
function tried(said: string) {
  const work = mkdtempSync(join(tmpdir(), "changes-"));
  for (const [name, text] of Object.entries({
    "present.yaml": "kind: Service\n",
    "absent.yaml": "",
    declared: "-\n",
  }))
    writeFileSync(join(work, name), text);
  const script = `set -euo pipefail
    indent() { sed "s/^/$1/"; }
    fail() { echo "deploy.sh: $1" >&2; exit 1; }
    heading() { :; }
    count_of() { :; }
    cluster() { echo "$SAID" >&2; }
    MANAGER=deploy.sh
    source deploy/changes.sh
    try_on_server strict`;
  const env = { ...process.env, WORK: work, SAID: said };
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: root, env, encoding: "utf8" });
  rmSync(work, { recursive: true });
  return { status, output: stdout + stderr };
}

test("an aggregated API that is away, such as the autoscaler's metrics, does not keep a mend from being applied", () => {
  const log = `E1123 14:34:31.476941    7185 memcache.go:403] "Couldn't get resource list" err="the server is currently unable to handle the request"`;
  expect(tried(log)).toEqual({ status: 0, output: "" });
});

test("a warning is told and is no refusal", () => {
  expect(tried("Warning: unknown field")).toEqual({ status: 0, output: "Warning: unknown field\n" });
});

test("everything else that the server says is a refusal", () => {
  const { status, output } = tried("Error from server (Invalid): Service is invalid");
  expect(status).toBe(1);
  expect(output).toContain("  x Error from server (Invalid): Service is invalid");
  expect(output).toContain("deploy.sh: the server does not take these manifests");
});
