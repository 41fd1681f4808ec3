import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { temporaryFolder } from "../support/temporary-folder";

const root = resolve(__dirname, "../..");
const fixtures = join(__dirname, "dist");

export interface Surroundings {
  /** Environment variables of the fake kubectl, such as `FAKE_CONTEXT`. @default none */
  readonly env?: Readonly<Record<string, string>>;

  /** Whether a kubectl is installed. @default true */
  readonly kubectl?: boolean;

  /** What a person types at the prompt. @default nothing, and the input is closed */
  readonly input?: string;

  /** Milliseconds after which the script is interrupted, as by a person. @default never */
  readonly interruptAfter?: number;

  /** Folder that holds the environments. @default the fixture */
  readonly dist?: string;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Every call of kubectl, in order. */
  readonly calls: readonly string[];
  /** Files that the script has left in the folder for temporary files. */
  readonly leftovers: readonly string[];
}

/** Programs of the system that deploy.sh may use. A PATH of these alone shows that it needs no other. */
const system = [
  "awk",
  "basename",
  "bash",
  "cat",
  "cut",
  "date",
  "diff",
  "dirname",
  "env",
  "grep",
  "head",
  "hostname",
  "id",
].concat(["mktemp", "mv", "paste", "rm", "sed", "sleep", "sort", "tail", "uniq", "mkdir"]);

/** Runs deploy.sh with a kubectl that reaches no cluster and writes down what it was asked. */
export function runDeploy(words: readonly string[], surroundings: Surroundings = {}): Outcome {
  const folder = temporaryFolder();
  const bin = join(folder, "bin");
  const calls = join(folder, "calls");
  mkdirSync(bin);
  for (const name of system) symlinkSync(whereIs(name), join(bin, name));
  if (surroundings.kubectl ?? true) copyFileSync(join(__dirname, "fake-kubectl"), join(bin, "kubectl"));
  const args = [join(root, "deploy.sh"), "--dist", surroundings.dist ?? fixtures, ...words];
  const { interruptAfter } = surroundings;
  const [program = "", ...rest] = [
    ...(interruptAfter === undefined
      ? []
      : [
          whereIs("timeout"),
          "--foreground",
          "--preserve-status",
          "--signal=INT",
          String(interruptAfter / 1000),
        ]),
    join(bin, "bash"),
    ...args,
  ];
  const { status, stdout, stderr } = spawnSync(program, rest, {
    encoding: "utf8",
    env: { PATH: bin, HOME: folder, TMPDIR: folder, FAKE_CALLS: calls, ...surroundings.env },
    input: surroundings.input ?? "",
  });
  return {
    status,
    stdout,
    stderr,
    leftovers: readdirSync(folder).filter((name) => !["bin", "calls"].includes(name)),
    calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [],
  };
}

function whereIs(program: string): string {
  const found = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${program} is not installed`);
  return found;
}
