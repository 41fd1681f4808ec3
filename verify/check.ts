import { join } from "node:path";
import { messageOf } from "../lib/message-of";
import type { ToolName } from "../tools/tool-groups";
import { dataFile } from "./data-file";

/** Something that is proved about what this repository synthesizes, by running a real program over it. */
export interface Check {
  /** What is known once it passes, in one line, for `--help`. */
  readonly proves: string;
  /** Programs that it runs, installed before it starts; `toolPath(name)` then gives their paths. @default none */
  readonly needs?: readonly ToolName[];
  /** Whether it runs only where `--only` names it, as each night: it takes minutes of a whole machine. @default false */
  readonly nightly?: boolean;
  /**
   * Does the check. Resolves to what was measured, in one line; rejects with every fault it found. With `update` it writes
   * anew what is committed, where it holds anything against that.
   */
  readonly run: (update: boolean) => Promise<string>;
  /** Inputs with one mistake each, which the check has to refuse, each time: what shows that it can fail at all. */
  readonly mistakes: readonly [SeededMistake, ...SeededMistake[]];
  /** Ends what `run` left running for the mistakes. It is called after the last of them, also when `run` rejected. @default nothing is left */
  readonly end?: () => Promise<void>;
}

/** Tries a wrong input. Rejects unless it is refused as it should be. */
export type SeededMistake = () => Promise<void>;

/**
 * A seeded mistake.
 *
 * @param what what is wrong with the input, to be read after "accepted": `an unknown field`
 * @param refusedWith what the message has to contain, so that it is refused for that mistake and no other reason
 * @param attempt runs the check's own code over the wrong input; it has to throw or reject
 */
export const mistake =
  (what: string, refusedWith: RegExp, attempt: () => unknown): SeededMistake =>
  async () => {
    const message = await Promise.resolve()
      .then(attempt)
      .then(() => undefined, messageOf);
    if (message === undefined) throw new Error(`seeded mistake: accepted ${what}`);
    if (!refusedWith.test(message))
      throw new Error(
        `seeded mistake: ${what} was refused, but not with ${String(refusedWith)}:\n${message}`,
      );
  };

/** The seeded mistakes of `mistakes/<check>.yaml`: what is wrong, how that is told as a regular expression, and the input. */
export function mistakesIn(check: string, attempt: (input: any) => unknown): Check["mistakes"] {
  const file = join(__dirname, "mistakes", `${check}.yaml`);
  const all = dataFile(file) as readonly { what: string; told: string; input: unknown }[];
  const mistakes = all.map(({ what, told, input }) => mistake(what, new RegExp(told), () => attempt(input)));
  return mistakes as [SeededMistake, ...SeededMistake[]];
}

/** Runs a check and then its seeded mistakes. It passes when it finds no fault, and refuses all of them. */
export async function runCheck(check: Check, update = false) {
  const start = performance.now();
  const faults: string[] = [];
  let measured = "";
  const run = async () => {
    measured = await check.run(update);
  };
  for (const step of [run, ...check.mistakes, () => check.end?.()])
    await Promise.resolve()
      .then(step)
      .catch((error: unknown) => faults.push(messageOf(error)));
  const { length } = check.mistakes;
  measured += `; ${length} seeded mistake${length === 1 ? "" : "s"} refused`;
  return { seconds: (performance.now() - start) / 1000, measured, faults };
}
