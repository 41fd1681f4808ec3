import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { tool } from "../../tools/tool";
import { temporaryFolder } from "../support/temporary-folder";

const root = join(__dirname, "..", "..");
let cache: string;

beforeEach(() => {
  cache = temporaryFolder();
});

const log = () => join(cache, "builds");
const builds = () => (existsSync(log()) ? readFileSync(log(), "utf8").trim().split("\n").length : 0);
const tools = () => join(cache, "fingerprint-deploy", "tools");
const installed = () => readdirSync(tools()).map((name) => name.split("-v")[0]);

/** Runs the command with bash's own programs and, unless told otherwise, a Go that compiles nothing. */
async function install(words: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const path = [join(__dirname, "fake"), dirname(process.execPath), "/usr/bin", "/bin"].join(":");
  const child = spawn(
    process.execPath,
    ["--require", "ts-node/register", join(root, "tools", "install.ts"), ...words],
    {
      cwd: root,
      env: { PATH: path, HOME: cache, XDG_CACHE_HOME: cache, FAKE_GO_LOG: log(), ...variables },
    },
  );
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}

test("builds what is named, once, and removes what no pin names when asked", async () => {
  const names = ["kubectl", "etcd", "kubectl-1.28"] as const;
  const first = await install([...names, "kubectl"]);
  expect(first.stderr).toMatch(/installing kubectl v1\.\d+\.\d+\ninstalled kubectl/);
  expect(await install(names)).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(builds()).toBe(3);
  expect(installed().sort()).toEqual([...names].sort());

  const { stdout } = await install(["--list", ...names]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((row) => row.split("\t"));
  expect(rows.map(([, , , state]) => state)).toEqual(["installed", "installed", "installed"]);
  // A program of two versions goes by its own name in each folder.
  expect(rows.map(([, , , , path]) => basename(path!))).toEqual(["kubectl", "etcd", "kubectl"]);
  expect(rows.filter(([, , , , path]) => !existsSync(path!))).toEqual([]);

  mkdirSync(join(tools(), "etcd-v3.0.0-000000000000"));
  expect((await install(["--prune"])).stdout).toBe("removed etcd-v3.0.0-000000000000\n");
  expect(installed().sort()).toEqual([...names].sort());
});

test("a failed build leaves nothing, and of two at once after it one builds", async () => {
  const failed = await install(["etcd"], { FAKE_GO_FAILS: "yes" });
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(/go build failed.*\nx\.go:1:1: syntax error\n$/);
  expect(existsSync(tools())).toBe(false);

  const both = [1, 2].map(() => install(["etcd"], { FAKE_GO_SECONDS: "1" }));
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([0, 0]);
  expect(builds()).toBe(2);
  expect(installed()).toEqual(["etcd"]);
});

const complaint = "go: go.mod requires go >= 1.26.0 (running go 1.22.1; GOTOOLCHAIN=local)";

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ["no Go", { PATH: dirname(process.execPath) }, /\nGo is not installed, .* Install it from [^\n]*\n$/],
  [
    "a Go that is too old",
    { FAKE_GO_COMPLAINT: complaint },
    /\nGo 1\.26\.0 or newer is needed, and this is 1\.22\.1\. [^\n]*\n$/,
  ],
])("%s is said in one line", async (_, variables, message) => {
  const { status, stderr } = await install(["etcd"], variables);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});

test("a tool that there is not is said with the command that lists those there are", () => {
  expect(() => tool("kubeclt")).toThrow(
    "There is no tool named kubeclt. `npm run tools -- --list` prints those there are.",
  );
});
