import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { temporaryFolder } from "../support/temporary-folder";

const root = resolve(__dirname, "../..");
const fixtures = join(__dirname, "dist");

export interface Surroundings {
  /** Environment variables of the fake kubectl, such as `FAKE_CONTEXT`. @default none */
  readonly env?: Readonly<Record<string, string>>;

  /** Whether a kubectl is installed. @default true */
  readonly kubectl?: boolean;

  /** Milliseconds after which the script is interrupted, as by a person. @default never */
  readonly interruptAfter?: number;

  /** Folder that holds the environments. @default the fixture */
  readonly dist?: string;
}

/** Programs of the system that deploy.sh may use. A PATH of these alone shows that it needs no other. */
const system = [
  ...["awk", "basename", "bash", "cat", "cut", "date", "diff", "dirname", "env", "grep", "head", "hostname"],
  ...["id", "mkdir", "mktemp", "mv", "paste", "rm", "sed", "sleep", "sort", "tail", "uniq"],
];
const whereAre = ["-c", 'type -P "$@"', "bash", "timeout", ...system];
const [timeout = "", ...programs] = execFileSync("bash", whereAre, { encoding: "utf8" }).trim().split("\n");
const interrupting = ["--foreground", "--preserve-status", "--signal=INT"];

/** Runs deploy.sh with a kubectl that reaches no cluster and writes down what it was asked. */
export function runDeploy(words: readonly string[], surroundings: Surroundings = {}) {
  const folder = temporaryFolder();
  const bin = join(folder, "bin");
  const calls = join(folder, "calls");
  mkdirSync(bin);
  for (const program of programs) symlinkSync(program, join(bin, basename(program)));
  if (surroundings.kubectl ?? true) copyFileSync(join(__dirname, "fake-kubectl"), join(bin, "kubectl"));
  const { interruptAfter = 0 } = surroundings;
  const [program = "", ...args] = [
    ...(interruptAfter > 0 ? [timeout, ...interrupting, String(interruptAfter / 1000)] : []),
    ...[join(bin, "bash"), join(root, "deploy.sh"), "--dist", surroundings.dist ?? fixtures, ...words],
  ];
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { PATH: bin, HOME: folder, TMPDIR: folder, FAKE_CALLS: calls, ...surroundings.env },
    input: "",
  });
  return {
    status,
    stdout,
    stderr,
    /** Files that the script has left in the folder for temporary files. */
    leftovers: readdirSync(folder).filter((name) => !["bin", "calls"].includes(name)),
    /** Every call of kubectl, in order. */
    calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [],
  };
}
