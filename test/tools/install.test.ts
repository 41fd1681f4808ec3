import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { elasticsearchFolder } from "../../tools/elasticsearch-distribution";
import { installTools } from "../../tools/install-tools";
import { prune } from "../../tools/prune";
import { tool } from "../../tools/tool";
import { temporaryFolder } from "../support/temporary-folder";

const root = join(__dirname, "..", "..");
let cache: string;

beforeEach(() => {
  cache = process.env["XDG_CACHE_HOME"] = temporaryFolder();
});

const log = () => join(cache, "builds");
const builds = () => (existsSync(log()) ? readFileSync(log(), "utf8").trim().split("\n").length : 0);
const installed = () =>
  readdirSync(join(cache, "fingerprint-deploy", "tools")).map((name) => name.split("-v")[0]);

/** Node, bash's own programs and, unless told otherwise, a Go that compiles nothing. */
function command(
  words: string[],
  { go = true, ...variables }: { go?: boolean; [name: string]: unknown } = {},
) {
  const path = [...(go ? [join(__dirname, "fake")] : []), dirname(process.execPath), "/usr/bin", "/bin"];
  return {
    args: ["--require", "ts-node/register", join(root, "tools", "install.ts"), ...words],
    options: {
      cwd: root,
      env: { PATH: path.join(":"), HOME: cache, XDG_CACHE_HOME: cache, FAKE_GO_LOG: log(), ...variables },
      encoding: "utf8" as const,
    },
  };
}

function install(words: string[], variables?: { go?: boolean; [name: string]: unknown }) {
  const { args, options } = command(words, variables);
  return spawnSync(process.execPath, args, options as never) as unknown as ReturnType<typeof spawnSync> & {
    stdout: string;
    stderr: string;
  };
}

test("builds what is named, once, and removes what no pin names when asked", async () => {
  const names = ["kubectl", "etcd", "kubectl-1.28"] as const;
  expect(install([...names, "kubectl"]).stderr).toMatch(/installing kubectl v1\.\d+\.\d+\ninstalled kubectl/);
  expect(builds()).toBe(3);
  const progress: string[] = [];
  await installTools(names, (line) => progress.push(line));
  expect(progress).toEqual([]);

  const rows = install(["--list", ...names])
    .stdout.trim()
    .split("\n");
  const [states, paths] = [3, 4].map((column) => rows.map((row) => row.split("\t")[column]!)) as [
    string[],
    string[],
  ];
  expect(states).toEqual(["installed", "installed", "installed"]);
  // A program of two versions goes by its own name in each folder.
  expect(paths.map((path) => basename(path))).toEqual(["kubectl", "etcd", "kubectl"]);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);

  mkdirSync(join(cache, "fingerprint-deploy/tools/etcd-v3.0.0-000000000000"));
  const distributions = join(cache, "fingerprint-deploy/elasticsearch");
  const current = basename(elasticsearchFolder());
  for (const name of [current, "000000000000"]) mkdirSync(join(distributions, name), { recursive: true });
  expect(prune()).toEqual(["etcd-v3.0.0-000000000000", "000000000000"]);
  expect(installed().sort()).toEqual([...names].sort());
  expect(readdirSync(distributions)).toEqual([current]);
});

test("a failed build leaves nothing, and of two at once after it one builds", async () => {
  const failed = install(["etcd"], { FAKE_GO_FAILS: "yes" });
  expect(failed).toMatchObject({ status: 1 });
  expect(failed.stderr).toMatch(/go build failed.*\nx\.go:1:1: syntax error\n$/);
  expect(existsSync(join(cache, "fingerprint-deploy/tools"))).toBe(false);

  const { args, options } = command(["etcd"], { FAKE_GO_SECONDS: "1" });
  const run = () =>
    new Promise((resolve) => spawn(process.execPath, args, options as never).on("close", resolve));
  expect(await Promise.all([run(), run()])).toEqual([0, 0]);
  expect(builds()).toBe(2);
  expect(installed()).toEqual(["etcd"]);
});

test.each([
  [
    "no Go",
    { go: false, PATH: dirname(process.execPath) },
    /\nGo is not installed, .* Install it from [^\n]*\n$/,
  ],
  [
    "a Go that is too old",
    { FAKE_GO_COMPLAINT: "go: go.mod requires go >= 1.26.0 (running go 1.22.1; GOTOOLCHAIN=local)" },
    /\nGo 1\.26\.0 or newer is needed, and this is 1\.22\.1\. [^\n]*\n$/,
  ],
])("%s is said in one line", (_, variables, message) => {
  expect(install(["etcd"], variables)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(message) as string,
  });
});

test("a tool that there is not is said with the command that lists those there are", () => {
  expect(() => tool("kubeclt")).toThrow(
    "There is no tool named kubeclt. `npm run tools -- --list` prints those there are.",
  );
});
