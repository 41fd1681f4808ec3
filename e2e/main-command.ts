import type { ParseArgsConfig } from "node:util";
import { messageOf } from "../lib/message-of";
import { type Command, runCommand, UsageError } from "../operations/report/command";

/** Runs a command that takes options alone, and ends the process with its status, whatever still runs in it. */
export function mainCommand<O extends NonNullable<ParseArgsConfig["options"]>>({
  run,
  ...command
}: Command<O>): void {
  const refusing: Command<O> = {
    ...command,
    run: (line) => {
      const [stranger] = line.positionals;
      if (stranger !== undefined) throw new UsageError(`${stranger} is no option`);
      return run(line);
    },
  };
  runCommand(refusing, process.argv.slice(2)).then(
    (status) => process.exit(status),
    (error: unknown) => {
      console.error(messageOf(error));
      process.exit(1);
    },
  );
}
