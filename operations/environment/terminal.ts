import { createInterface } from "node:readline/promises";

/** Whether somebody is there to answer. */
export const canAsk = (): boolean => process.stdin.isTTY;

/** Asks for a line. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
