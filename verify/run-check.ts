import { messageOf } from "../lib/message-of";
import type { Check, SeededMistake } from "./check";

/** How a check ended. */
export interface CheckResult {
  readonly name: string;
  readonly seconds: number;

  /** What was measured, when it passed. */
  readonly measured?: string;

  /** Why it failed: its own faults, and the mistakes that it accepted. Empty when it passed. */
  readonly faults: readonly string[];
}

/** Runs a check and then its seeded mistakes; it passes when the one succeeds and all the others are refused. */
export async function runCheck(check: Check): Promise<CheckResult> {
  const start = performance.now();
  const faults: string[] = [];
  let measured = "";
  try {
    measured = await check.run();
  } catch (error) {
    faults.push(messageOf(error));
  }
  for (const mistake of check.mistakes) {
    const fault = await accepted(mistake);
    if (fault) faults.push(fault);
  }
  try {
    await check.end?.();
  } catch (error) {
    faults.push(messageOf(error));
  }
  const seconds = (performance.now() - start) / 1000;
  const refused = `${check.mistakes.length} seeded mistake${check.mistakes.length === 1 ? "" : "s"} refused`;
  return {
    name: check.name,
    seconds,
    faults,
    ...(faults.length === 0 && { measured: `${measured}; ${refused}` }),
  };
}

/** Says so when a mistake was accepted, or refused for another reason than its own. */
async function accepted({ mistake, attempt, refusedWith }: SeededMistake): Promise<string | undefined> {
  try {
    await attempt();
  } catch (error) {
    const message = messageOf(error);
    return refusedWith.test(message)
      ? undefined
      : `seeded mistake: ${mistake} was refused, but not with ${String(refusedWith)}:\n${message}`;
  }
  return `seeded mistake: accepted ${mistake}`;
}
