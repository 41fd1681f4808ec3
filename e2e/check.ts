import { deepStrictEqual } from "node:assert";

/** Throws unless the condition holds. `what` says what was expected, as a sentence. */
export function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`expected: ${what}`);
}

/** Throws unless the part stands in the text, and quotes all of it. */
export function checkIncludes(text: string, part: string, what: string): void {
  check(text.includes(part), `${what}, with "${part}":\n${text}`);
}

/** Throws unless both are the same, showing the difference. */
export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    throw new Error(`expected: ${what}\n${(error as Error).message}`);
  }
}
