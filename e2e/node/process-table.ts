import { readFileSync, readdirSync } from "node:fs";

/** Ids of the run's processes that the condition holds for. One that ends meanwhile is none of them. */
export function processes(holds: (pid: number) => boolean): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return holds(pid);
      } catch {
        return false;
      }
    });
}

/** Ids of the processes in a cgroup that the condition holds for, whose path is told as within its hierarchy. */
export function processesIn(holds: (group: string) => boolean): number[] {
  return processes((pid) =>
    readFileSync(`/proc/${pid}/cgroup`, "utf8")
      .trimEnd()
      .split("\n")
      .some((line) => holds(line.replace(/^\d+:[^:]*:/, ""))),
  );
}

/** Ids of a container's processes. */
export const processesOf = (containerId: string): number[] =>
  processesIn((group) => group.endsWith(`/${containerId}`));

/** Kills a process that may have ended by itself. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
