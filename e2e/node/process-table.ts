import { readFileSync, readdirSync } from "node:fs";

/** Ids of the run's processes that the condition holds for. One that ends meanwhile is none of them. */
export function processes(holds: (pid: string) => boolean): number[] {
  const found = readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && holds(name);
    } catch {
      return false;
    }
  });
  return found.map(Number);
}

/** The paths of a process's cgroups within their hierarchies, each on a line. */
export const cgroupsOf = (pid: string): string => readFileSync(`/proc/${pid}/cgroup`, "utf8");

/** Kills a process that may have ended by itself. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
