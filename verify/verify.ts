import { type CommandLine, UsageError, main } from "../operations/report/command";
import { messageOf } from "../lib/message-of";
import { installTools } from "../tools/install-tools";
import { runCheck } from "./check";
import { checks } from "./checks";

const checkLines = Object.entries(checks).map(
  ([name, { proves, nightly }]) => `  ${name.padEnd(22)} ${nightly ? "(only where named) " : ""}${proves}`,
);

const help = `Usage: npm run verify -- [--only <name> ...] [--update] [--help]

Runs real programs over what \`npm run synth\` wrote to dist/. Programs that are missing are installed first.
A check passes when it finds no fault and refuses each of its seeded mistakes.

  --only <name>  run this check alone; may be given more than once
  --update       write what is committed anew before: docs/connectivity.md (connectivity), docs/dashboards/ (pictures)
  --help         print this

Checks:
${checkLines.join("\n")}
`;

const options = {
  only: { type: "string", multiple: true },
  update: { type: "boolean", default: false },
} as const;

async function verify({ values }: CommandLine<typeof options>): Promise<number> {
  const selected = select(values.only);

  const needs = new Set(selected.flatMap((name) => checks[name]!.needs ?? []));
  await installTools([...needs]).catch((error: unknown) => {
    // What is missing is told in a line.
    throw new UsageError(messageOf(error));
  });
  const failed: string[] = [];
  const waiting = [...selected];
  const worker = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const { seconds, measured, faults } = await runCheck(checks[name]!, values.update);
      const [word, outcome] = faults.length === 0 ? ["ok  ", measured] : ["FAIL", "see below"];
      process.stdout.write(`${word}  ${name.padEnd(22)} ${seconds.toFixed(1).padStart(5)} s  ${outcome}\n`);
      if (faults.length > 0)
        failed.push(`\n${name}\n${faults.map((fault) => fault.replace(/^/gm, "  ")).join("\n")}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  process.stdout.write(failed.join(""));
  process.stdout.write(`\n${selected.length - failed.length} of ${selected.length} checks passed\n`);
  return failed.length > 0 ? 1 : 0;
}

/** The checks to run, by name. */
function select(only: readonly string[] | undefined): readonly string[] {
  const names = Object.keys(checks);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no check named ${unknown}: there are ${names.join(", ")}`);
  return names.filter((name) => only?.includes(name) ?? !checks[name]!.nightly);
}

main({ help, options, run: verify });
