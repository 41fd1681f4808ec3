import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = "/sys/fs/cgroup";
const prefix = "fingerprint-e2e-";

/** Name of the cgroup of a node; `run` is the id of the process that takes it away at the end. */
export const cgroupOf = (run: number, node: string): string => `${prefix}${run}-${node}`;

/** Every hierarchy: those of version 1, or the one of version 2. */
function hierarchies(): string[] {
  if (existsSync(join(root, "cgroup.controllers"))) return [root];
  const entries = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(root, name));
}

/** Makes a group in every hierarchy, since the kubelet wants its root to be there, without what was in it. */
export function makeCgroup(name: string): void {
  removeCgroups((other) => other === name);
  for (const hierarchy of hierarchies()) {
    const group = join(hierarchy, name);
    mkdirSync(group);
    // Without them no process may enter a group of this hierarchy, nor one below it.
    if (hierarchy.endsWith("cpuset"))
      for (const file of ["cpuset.cpus", "cpuset.mems"])
        writeFileSync(join(group, file), readFileSync(join(hierarchy, file)));
  }
}

/** Removes the groups of a run, and of earlier ones that were killed before they could. Their processes have ended. */
export function removeCgroupsOf(run: number): void {
  removeCgroups((name) => {
    const owner = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length)) : undefined;
    return owner !== undefined && (owner === run || !existsSync(`/proc/${owner}`));
  });
}

function removeCgroups(chosen: (name: string) => boolean): void {
  for (const hierarchy of hierarchies())
    for (const name of readdirSync(hierarchy).filter(chosen))
      execFileSync("find", [join(hierarchy, name), "-type", "d", "-delete"]);
}
