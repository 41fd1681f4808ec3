import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = "/sys/fs/cgroup";
const prefix = "fingerprint-e2e-";

/** Name of the cgroup of a node; `run` is the id of the process that takes it away at the end. */
export const cgroupOf = (run: number, node: string): string => `${prefix}${run}-${node}`;

/** Every hierarchy: those of version 1, or the one of version 2. */
function hierarchies(): string[] {
  if (existsSync(join(root, "cgroup.controllers"))) return [root];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, name));
}

/** Makes a group in every hierarchy: the kubelet wants its root to be there. */
export function makeCgroup(name: string): void {
  for (const hierarchy of hierarchies()) {
    const group = join(hierarchy, name);
    mkdirSync(group, { recursive: true });
    // Without them no process may enter a group of this hierarchy, nor one below it.
    for (const file of ["cpuset.cpus", "cpuset.mems"])
      if (existsSync(join(group, file)) && hierarchy.endsWith("cpuset"))
        writeFileSync(join(group, file), readFileSync(join(hierarchy, file)));
  }
}

/** Makes a node's group anew, without what was in it. Its processes have ended. */
export function remakeCgroup(name: string): void {
  for (const hierarchy of hierarchies()) removeGroup(join(hierarchy, name));
  makeCgroup(name);
}

/** Removes the groups of a run, and of earlier ones that were killed before they could. Their processes have ended. */
export function removeCgroups(run: number): void {
  for (const hierarchy of hierarchies())
    for (const name of readdirSync(hierarchy)) {
      const owner = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length)) : undefined;
      if (owner === undefined || (owner !== run && existsSync(`/proc/${owner}`))) continue;
      removeGroup(join(hierarchy, name));
    }
}

function removeGroup(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(join(folder, entry.name));
  rmdirSync(folder);
}
