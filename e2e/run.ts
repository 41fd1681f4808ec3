import { spawn } from "node:child_process";

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** More environment variables. @default none */
  readonly env?: Readonly<Record<string, string>>;

  /** Text for standard input. @default "" */
  readonly input?: string;

  /** Ends the program when it is aborted. @default never */
  readonly signal?: AbortSignal | undefined;

  /** How it is ended. @default SIGINT, as from a terminal */
  readonly killSignal?: NodeJS.Signals;

  /** Sees every piece of output when it comes. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a program to its end and returns all that it said; a status other than 0 is no error here. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const { env = {}, input = "", signal, killSignal = "SIGINT", onOutput } = options;
  const child = spawn(program, args, { env: { ...process.env, ...env }, signal, killSignal });
  const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].on("data", (data: Buffer) => {
      pieces[stream].push(data);
      onOutput?.(data.toString());
    });
  // A program may end without reading what it was given.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, by) => {
      resolve(code ?? (by === "SIGINT" ? 130 : 137));
    });
  });
  return {
    status,
    stdout: Buffer.concat(pieces.stdout).toString(),
    stderr: Buffer.concat(pieces.stderr).toString(),
  };
}

/** Like `run`, but a status other than 0 is an error that quotes the program. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const { status, stdout, stderr } = await run(program, args, options);
  if (status !== 0)
    throw new Error(
      `${[program.split("/").pop(), ...args].join(" ")} ended with ${status}:\n${stderr || stdout}`,
    );
  return stdout;
}
