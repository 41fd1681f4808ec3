import { type ParseArgsConfig, parseArgs } from "node:util";

/** A fault of the user's: told in one line, without a stack trace. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

export type CommandLine<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true }>
>;

export interface Command<O extends Options> {
  readonly help: string;
  readonly options: O;
  /** Does the work and returns the exit code. */
  readonly run: (line: CommandLine<O>) => number | Promise<number>;
}

/** Runs a command and resolves to its exit code: 2 for a fault of the user, which is told in one line. */
export async function runCommand<O extends Options>(
  { help, options, run }: Command<O>,
  args: string[],
): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(help.trim());
    return 0;
  }
  try {
    return await run(parseArgs({ args, options, allowPositionals: true }));
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    const isUnreadable = typeof code === "string" && code.startsWith("ERR_PARSE_ARGS_");
    if (!isUnreadable && !(error instanceof UsageError)) throw error;
    console.error(`error: ${message}`);
    console.error("Run the command with --help to see what it takes.");
    return 2;
  }
}

/** Runs a command on this process' arguments, and ends the process with its exit code. */
export function main<O extends Options>(command: Command<O>): void {
  // Node ends a program that waits for what never comes with 0, as if all were well.
  const stranded = () => {
    console.error(
      "error: the command waited for something that never came: report it as a fault of the program",
    );
    process.exitCode = 70;
  };
  process.once("beforeExit", stranded);
  void runCommand(command, process.argv.slice(2)).then((code) => {
    process.off("beforeExit", stranded);
    process.exitCode = code;
  });
}
