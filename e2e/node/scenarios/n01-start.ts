import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { toBytes } from "../../../lib/validation/quantity";
import { check, checkEqual } from "../../check";
import type { Api } from "../../cluster/api";
import { isServing } from "../../cluster/pods";
import { nameOf, type RunningContainer, runningContainers, runningPods } from "../pods";
import type { NodeScenario } from "../scenario";

export const n01Start: NodeScenario = {
  id: "N1",
  title:
    "all that deploy.sh applies runs as it is declared: ready, without a restart, and writing only where it may",
  timeLimit: 420,
  async run({ cluster, short, signal, report }) {
    const seconds = short ? 20 : 300;
    report(`watching for restarts, ${seconds} s`);
    await pause(seconds * 1000, undefined, { signal });

    const running = await runningPods(cluster);
    checkEqual(running.filter((pod) => !isServing(pod)).map(nameOf), [], "every pod is ready");
    const containers = running.flatMap(runningContainers);
    const restarted = containers.filter(({ restarts }) => restarts > 0).map(label);
    checkEqual(restarted, [], `no container was restarted from its start until ${seconds} s later`);

    const readOnly = containers.filter(({ spec }) => spec.securityContext?.readOnlyRootFilesystem === true);
    check(readOnly.length > 0, "there are containers with a read-only root");
    const outside = readOnly.flatMap(writesOutside);
    checkEqual(outside, [], "a write outside of its volumes fails in every container");
    const unwritable = containers.flatMap(unwritableVolumes);
    checkEqual(unwritable, [], "every container's user can write into the volumes that are for writing");

    const memory = await memoryShares(cluster.api, containers);
    const tight = memory.filter(({ share }) => !(share <= 0.9)).map(({ told }) => told);
    checkEqual(tight, [], "no container uses more than nine tenths of its memory limit");
    const highest = memory.sort((a, b) => b.share - a.share).map(({ told }) => told);
    return (
      `${running.length} pods ready, ${containers.length} containers, no restart in ${seconds} s; ` +
      `${readOnly.length} roots are read-only; memory of the limit: ${highest.slice(0, 3).join(", ")}`
    );
  },
};

const label = ({ pod, spec }: RunningContainer) => `${nameOf(pod)} ${spec.name}`;

/** Places in a container's root where a file could be made. */
function writesOutside(container: RunningContainer): string[] {
  const root = `/proc/${container.pids[0]}/root`;
  const mounted = new Set((container.spec.volumeMounts ?? []).map(({ mountPath }: any) => mountPath));
  const writable = ["/", "/etc", "/usr", "/var", "/tmp", "/opt"]
    .filter((path) => existsSync(root + path) && !mounted.has(path))
    .filter((path) => {
      const file = join(root + path, ".e2e-write");
      try {
        // As root of the machine: nothing but a read-only file system is in its way.
        writeFileSync(file, "");
        rmSync(file);
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "EROFS";
      }
    });
  return writable.map((path) => `${label(container)} ${path}`);
}

/** Volumes for writing that the container's own user can't write into. */
function unwritableVolumes(container: RunningContainer): string[] {
  const pid = container.pids[0];
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const ids = (name: string) =>
    (new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "").trim().split(/\s+/).map(Number);
  const user = ids("Uid")[1];
  const groups = new Set([ids("Gid")[1], ...ids("Groups")]);
  const mounts: any[] = container.spec.volumeMounts ?? [];
  return (
    mounts
      // A token's volume is read-only by itself.
      .filter(
        ({ readOnly, mountPath }) => !readOnly && !mountPath.startsWith("/var/run/secrets/kubernetes.io"),
      )
      .filter(({ mountPath }) => {
        // Root has no more rights than others here: it has none of its capabilities.
        const { uid, gid, mode } = statSync(`/proc/${pid}/root${mountPath}`);
        const bit = uid === user ? 0o200 : groups.has(gid) ? 0o020 : 0o002;
        return (mode & bit) === 0;
      })
      .map(({ mountPath }) => `${label(container)} ${mountPath}`)
  );
}

/** How much of its memory limit each container uses, without what the kernel would give back at once. */
async function memoryShares(api: Api, containers: readonly RunningContainer[]) {
  const pods = await api.list("/apis/metrics.k8s.io/v1beta1/pods");
  const used = new Map<string, string>(
    pods.flatMap((pod) =>
      pod["containers"].map(({ name, usage }: any) => [`${nameOf(pod)} ${name}`, usage.memory]),
    ),
  );
  return containers.map((container) => {
    const name = label(container);
    const share = toBytes(used.get(name) ?? "") / toBytes(container.spec.resources.limits.memory);
    return { share, told: `${name} ${(share * 100).toFixed(0)} %` };
  });
}
