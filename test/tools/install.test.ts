import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { elasticsearchFolder } from "../../tools/elasticsearch-distribution";

const root = join(__dirname, "..", "..");
let cache: string;
jest.setTimeout(30_000);

beforeEach(() => (cache = mkdtempSync(join(tmpdir(), "fingerprint-tools-"))));
afterEach(() => {
  rmSync(cache, { recursive: true, force: true });
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

test("builds what is named, once", () => {
  expect(install(["kubectl", "etcd", "kubectl"]).stderr).toMatch(
    /installing kubectl v1\.\d+\.\d+\ninstalled kubectl/,
  );
  expect(installed().sort()).toEqual(["etcd", "kubectl"]);
  expect(builds()).toBe(2);
  expect(install(["kubectl", "etcd"])).toMatchObject({ status: 0, stderr: "" });
  expect(builds()).toBe(2);
});

test("a program of two versions goes by its own name in each folder", () => {
  install(["kubectl", "kubectl-1.28"]);
  const rows = install(["--list", "kubectl", "kubectl-1.28"]).stdout.trim().split("\n");
  expect(rows.map((row) => row.split("\t")[3])).toEqual(["installed", "installed"]);
  expect(
    rows.map((row) => row.split("\t")[4]).every((path) => path?.endsWith("/kubectl") && existsSync(path)),
  ).toBe(true);
});

test("what no pin names is removed when asked", () => {
  install(["etcd"]);
  const old = join(cache, "fingerprint-deploy", "tools", "etcd-v3.0.0-000000000000");
  mkdirSync(old);
  const distributions = join(cache, "fingerprint-deploy", "elasticsearch");
  const current = basename(elasticsearchFolder());
  for (const name of [current, "000000000000"]) mkdirSync(join(distributions, name), { recursive: true });
  expect(install(["--prune"]).stdout).toBe("removed etcd-v3.0.0-000000000000\nremoved 000000000000\n");
  expect(installed()).toEqual(["etcd"]);
  expect(readdirSync(distributions)).toEqual([current]);
});

test("two at once build once", async () => {
  const { args, options } = command(["etcd"], { FAKE_GO_SECONDS: "1" });
  const run = () =>
    new Promise((resolve) => spawn(process.execPath, args, options as never).on("close", resolve));
  expect(await Promise.all([run(), run()])).toEqual([0, 0]);
  expect(builds()).toBe(1);
  expect(installed()).toEqual(["etcd"]);
});

test("a failed build leaves nothing, and the next one starts afresh", () => {
  const failed = install(["etcd"], { FAKE_GO_FAILS: "yes" });
  expect(failed).toMatchObject({ status: 1 });
  expect(failed.stderr).toMatch(/go build failed.*\nx\.go:1:1: syntax error\n$/);
  expect(existsSync(join(cache, "fingerprint-deploy", "tools"))).toBe(false);
  expect(install(["etcd"]).status).toBe(0);
  expect(installed()).toEqual(["etcd"]);
});

describe("what is missing is said in one line", () => {
  test("no Go", () => {
    expect(install(["etcd"], { go: false, PATH: dirname(process.execPath) })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/\nGo is not installed, .* Install it from [^\n]*\n$/) as string,
    });
  });

  test("a Go that is too old", () => {
    const complaint = "go: go.mod requires go >= 1.26.0 (running go 1.22.1; GOTOOLCHAIN=local)";
    expect(install(["etcd"], { FAKE_GO_COMPLAINT: complaint })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /\nGo 1\.26\.0 or newer is needed, and this is 1\.22\.1\. [^\n]*\n$/,
      ) as string,
    });
  });

  test("no such tool", () => {
    expect(install(["kubeclt"])).toMatchObject({
      status: 1,
      stderr: "There is no tool named kubeclt. `npm run tools -- --list` prints those there are.\n",
    });
  });
});
