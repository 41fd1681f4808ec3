import { k8s } from "cdk8s-plus-28";
import { toBytes } from "../validation/quantity";

/**
 * Mebibytes of its node's disk that a container takes by itself: its log, since its root is read-only. A kubelet keeps
 * 50 of it by default. The limit reserves nothing and is far above what any cloud's kubelet keeps: one that a log
 * reaches evicts every pod of a workload at once.
 */
const log = { request: 64, limit: 2048 };

function scratchOf({ volumeMounts = [] }: k8s.Container, volumes: readonly k8s.Volume[]): number {
  const mounted = new Set(volumeMounts.map(({ name }) => name));
  return volumes
    .filter(({ name, emptyDir }) => mounted.has(name) && emptyDir && emptyDir.medium !== "Memory")
    .reduce((sum, { emptyDir }) => sum + toBytes(String(emptyDir?.sizeLimit?.value)) / 2 ** 20, 0);
}

/** The container with its share of the node's disk: its log, and what it mounts of the volumes that end with their pod. */
export function withEphemeralStorage(spec: k8s.Container, volumes: readonly k8s.Volume[]): k8s.Container {
  const scratch = scratchOf(spec, volumes);
  const share = (own: number) => ({
    "ephemeral-storage": k8s.Quantity.fromString(`${String(own + scratch)}Mi`),
  });
  const { requests, limits } = spec.resources ?? {};
  return {
    ...spec,
    resources: {
      requests: { ...requests, ...share(log.request) },
      limits: { ...limits, ...share(log.limit) },
    },
  };
}
