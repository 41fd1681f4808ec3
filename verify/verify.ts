import { type CommandLine, UsageError, main } from "../operations/report/command";
import { messageOf } from "../lib/message-of";
import { installTools } from "../tools/install-tools";
import { type Check, type CheckResult, runCheck } from "./check";
import { checks } from "./checks";

const help = `Usage: npm run verify -- [--only <name> ...] [--jobs <n>] [--update] [--help]

Runs real programs over what \`npm run synth\` wrote to dist/. Programs that are missing are installed first.
A check passes when it finds no fault and refuses each of its seeded mistakes.

  --only <name>  run this check alone; may be given more than once
  --jobs <n>     checks at a time; default 2
  --update       write what is committed anew before: docs/connectivity.md (connectivity), docs/dashboards/ (pictures)
  --help         print this

Checks:
${checks.map(({ name, proves, nightly = false }) => `  ${name.padEnd(22)} ${nightly ? "(only where named) " : ""}${proves}`).join("\n")}
`;

const options = {
  only: { type: "string", multiple: true },
  jobs: { type: "string", default: "2" },
  update: { type: "boolean", default: false },
} as const;

async function verify({ values }: CommandLine<typeof options>): Promise<number> {
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new UsageError(`--jobs takes a whole number from 1 on, not ${values.jobs}`);
  const selected = select(values.only);

  await installTools([...new Set(selected.flatMap(({ needs }) => needs))]).catch((error: unknown) => {
    // What is missing is told in a line.
    throw new UsageError(messageOf(error));
  });
  const failed = (await runAll(selected, jobs, values.update)).filter(({ faults }) => faults.length > 0);
  for (const { name, faults } of failed)
    process.stdout.write(`\n${name}\n${faults.map((fault) => fault.replace(/^/gm, "  ")).join("\n")}\n`);
  process.stdout.write(`\n${selected.length - failed.length} of ${selected.length} checks passed\n`);
  return failed.length > 0 ? 1 : 0;
}

function select(only: readonly string[] | undefined): readonly Check[] {
  const names = checks.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no check named ${unknown}: there are ${names.join(", ")}`);
  return checks.filter(({ name, nightly = false }) => only?.includes(name) ?? !nightly);
}

/** Runs the checks, `jobs` at a time, and prints a line as each ends. */
async function runAll(selected: readonly Check[], jobs: number, update: boolean): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const waiting = [...selected];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await runCheck(check, update);
      results.push(result);
      process.stdout.write(`${line(result)}\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

function line({ name, seconds, measured, faults }: CheckResult): string {
  const [word, outcome] = faults.length === 0 ? ["ok  ", measured] : ["FAIL", "see below"];
  return `${word}  ${name.padEnd(22)} ${seconds.toFixed(1).padStart(5)} s  ${outcome}`;
}

main({ help, options, run: verify });
