import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { cacheFolder } from "./cache-folder";

/**
 * Does work that only one process may do at a time, in an empty folder of the cache from where results are moved to
 * their place by rename. A process that finds another at work waits for it.
 */
export async function exclusively(
  name: string,
  work: (folder: string) => Promise<void> | void,
): Promise<void> {
  const guarded = cacheFolder("work", name);
  mkdirSync(guarded, { recursive: true });
  const release = await lock(guarded, { retries: { forever: true, minTimeout: 500, maxTimeout: 2000 } });
  const folder = join(guarded, "work");
  try {
    // The lock is held, so what lies here was left behind by a process that was killed.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await work(folder);
    rmSync(folder, { recursive: true, force: true });
  } finally {
    await release();
  }
}
