import { type ParseArgsConfig, parseArgs } from "node:util";

/** A fault of the user's: told in one line, without a stack trace. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What a command line held. */
export interface CommandLine<O extends Options> {
  readonly values: ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>["values"];
  readonly positionals: readonly string[];
}

export interface Command<O extends Options> {
  /** Printed by `--help`. */
  readonly help: string;
  readonly options: O;
  /** Does the work and returns the exit code. */
  readonly run: (line: CommandLine<O>) => number | Promise<number>;
}

async function runCommand<O extends Options>(
  { help, options, run }: Command<O>,
  args: string[],
): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) {
      console.log(help.trim());
      return 0;
    }
    return await run(parseArgs({ args, options, allowPositionals: true }));
  } catch (error) {
    const isUsers =
      error instanceof UsageError ||
      (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
    if (!isUsers) throw error;
    console.error(`error: ${error.message}`);
    console.error("Run the command with --help to see what it takes.");
    return 2;
  }
}

/** Runs a command on this process' arguments, and ends the process with its exit code. */
export function main<O extends Options>(command: Command<O>): void {
  void runCommand(command, process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
