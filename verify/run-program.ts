import { spawn } from "node:child_process";

/** What a program gets. */
export interface RunProgramOptions {
  /** Text for its standard input. @default nothing */
  readonly input?: string;

  /** @default the current folder */
  readonly cwd?: string;

  /** Variables besides the ones of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;

  /** Exit codes that are no failure. @default [0] */
  readonly exitCodes?: readonly number[];

  /** Seconds after which it is ended and the call rejects. @default 120 */
  readonly timeout?: number;
}

/** What a program printed. */
export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program. Rejects, with all that it printed, when it exits with a code that stands for a failure. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = "", cwd, env = {}, exitCodes = [0], timeout = 120 }: RunProgramOptions = {},
): Promise<ProgramOutput> {
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    timeout: timeout * 1000,
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // A program that does not read its input may be gone before all of it is written.
  child.stdin.on("error", () => undefined).end(input);
  const end = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => {
      resolve({ code, signal });
    });
  });
  const output = { stdout: stdout(), stderr: stderr() };
  if (end.code !== null && exitCodes.includes(end.code)) return output;
  const ending = end.signal ? `was ended by ${end.signal}` : `exited with ${String(end.code)}`;
  throw new Error(
    [`${program} ${ending}`, output.stdout.trim(), output.stderr.trim()].filter(Boolean).join("\n"),
  );
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = [];
  stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  return () => chunks.join("");
}
