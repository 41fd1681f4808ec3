import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../lib/message-of";

/** Asks until the answer is yes. An error counts as no; the last one is told when the seconds are over. */
export async function until(
  what: string,
  seconds: number,
  holds: () => Promise<boolean> | boolean,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let reason = "";
  for (;;) {
    signal?.throwIfAborted();
    try {
      if (await holds()) return;
      reason = "";
    } catch (error) {
      reason = `: ${messageOf(error)}`;
    }
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}${reason}`);
    await pause(250, undefined, { signal });
  }
}
