import { parseArgs } from "node:util";
import { installTools } from "../tools/install-tools";
import { messageOf } from "../lib/message-of";
import type { Check } from "./check";
import { checks } from "./checks";
import { runCheck, type CheckResult } from "./run-check";

const usage = `Usage: npm run verify -- [--only <name> ...] [--jobs <n>] [--help]

Runs real programs over what \`npm run synth\` wrote to dist/. Programs that are missing are installed first.
A check passes when it finds no fault and refuses each of its seeded mistakes.

  --only <name>  run this check alone; may be given more than once
  --jobs <n>     checks at a time; default 2
  --help         print this

Checks:
${checks.map(({ name, proves, nightly = false }) => `  ${name.padEnd(22)} ${nightly ? "(only where named) " : ""}${proves}`).join("\n")}
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: {
      only: { type: "string", multiple: true },
      jobs: { type: "string", default: "2" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new Error(`--jobs takes a whole number from 1 on, not ${values.jobs}`);
  const selected = select(values.only);

  await installTools([...new Set(selected.flatMap(({ needs }) => needs))]);
  const failed = (await runAll(selected, jobs)).filter(({ faults }) => faults.length > 0);
  for (const { name, faults } of failed)
    process.stdout.write(`\n${name}\n${faults.map(indent).join("\n")}\n`);
  process.stdout.write(`\n${selected.length - failed.length} of ${selected.length} checks passed\n`);
  if (failed.length > 0) process.exitCode = 1;
}

function select(only: readonly string[] | undefined): readonly Check[] {
  const unknown = only?.find((name) => !checks.some((check) => check.name === name));
  if (unknown !== undefined)
    throw new Error(
      `There is no check named ${unknown}; there are ${checks.map(({ name }) => name).join(", ")}.`,
    );
  return checks.filter(({ name, nightly = false }) => only?.includes(name) ?? !nightly);
}

/** Runs the checks, `jobs` at a time, and prints a line as each ends. */
async function runAll(selected: readonly Check[], jobs: number): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const waiting = [...selected];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await runCheck(check);
      results.push(result);
      process.stdout.write(`${line(result)}\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

function line({ name, seconds, measured, faults }: CheckResult): string {
  const outcome = measured ?? `${faults.length} fault${faults.length === 1 ? "" : "s"}, see below`;
  return `${faults.length === 0 ? "ok  " : "FAIL"}  ${name.padEnd(22)} ${seconds.toFixed(1).padStart(5)} s  ${outcome}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
