import { setTimeout as pause } from "node:timers/promises";

/** Waits until something holds. After so many seconds it rejects with what does not, and at once where asking does. */
export async function until(
  what: string | (() => string),
  seconds: number,
  holds: () => Promise<boolean> | boolean,
): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await holds()) return;
    await pause(250);
  }
  throw new Error(typeof what === "string" ? what : what());
}
