import { k8s } from "cdk8s-plus-28";
import type { Component } from "../../contracts/component";
import type { Resources } from "../validation/formats";
import { type MemoryQuantity, toBytes } from "../validation/quantity";
import { type Sometimes, unlessEmpty } from "../unless-empty";

/** Ways in which a container is less closed than the rest. Each value is the reason, and is written on the pod for reviewers. */
export interface ContainerExceptions {
  /** Writes to its root filesystem. */
  readonly writableRoot?: string;
  readonly runsAsRoot?: string;

  /** Its program is told to keep less than this repository promises. */
  readonly settings?: string;
}

export interface Probes {
  /** Holds the other two back until the start is over. */
  readonly startup?: k8s.Probe;
  readonly liveness?: k8s.Probe;
  readonly readiness: k8s.Probe;
}

/** Where a volume stands in a container: one that the pod names, or one that comes with its mount. */
export type Mount = k8s.VolumeMount | (Omit<k8s.VolumeMount, "name"> & { readonly volume: k8s.Volume });

/** A folder on the node's disk that ends with its pod. */
export const scratch = (name: string, size: MemoryQuantity): k8s.Volume => ({
  name,
  emptyDir: { sizeLimit: k8s.Quantity.fromString(size) },
});

export interface ContainerProps<Port extends string = string> {
  /** @default the component's */
  readonly name?: string;
  readonly image: string;

  /** Left out, the image's entrypoint runs. */
  readonly command?: string[];
  readonly args?: string[];
  readonly env?: Sometimes<k8s.EnvVar>;

  /** Ports of the component that it listens on. @default all of them; none, where the container has a name of its own */
  readonly ports?: readonly Port[];
  readonly resources: Resources;

  /** For a container without probes, such as an init container, the reason. */
  readonly probes: Probes | { readonly none: string };

  readonly mounts?: Sometimes<Mount>;
  readonly lifecycle?: k8s.Lifecycle;

  /** @default none: non-root, read-only root, no capability, no privilege escalation */
  readonly exceptions?: ContainerExceptions;
}

/**
 * Mebibytes of its node's disk that a container takes by itself: its log, since its root is read-only. A kubelet keeps
 * 50 of it by default. The limit reserves nothing and is far above what any cloud's kubelet keeps: one that a log
 * reaches evicts every pod of a workload at once.
 */
const log = { request: 64, limit: 2048 };

/** Mebibytes on the node's disk of the volumes that a container mounts and that end with their pod. */
function scratchOf(mounts: readonly k8s.VolumeMount[], volumes: readonly k8s.Volume[]): number {
  return volumes
    .filter(({ name, emptyDir }) => emptyDir?.medium !== "Memory" && mounts.some((it) => it.name === name))
    .reduce((sum, { emptyDir }) => sum + (emptyDir ? toBytes(String(emptyDir.sizeLimit?.value)) : 0), 0);
}

/** A container that can do nothing but its work: what it may do beyond that is a named exception. */
export function container<Port extends string>(
  component: Component<Port>,
  props: ContainerProps<Port>,
  volumes: readonly k8s.Volume[],
): k8s.Container {
  const { name = component.name, exceptions = {}, probes, resources } = props;
  const { startup, liveness, readiness } = "none" in probes ? ({} as Partial<Probes>) : probes;
  const mounts = unlessEmpty(props.mounts)?.map((mount): k8s.VolumeMount => {
    if (!("volume" in mount)) return mount;
    const { volume, ...where } = mount;
    // Kubernetes writes these itself, and a program could not.
    const given = volume.configMap ?? volume.secret ?? volume.projected;
    return { name: volume.name, readOnly: given ? true : undefined, ...where };
  });
  const onDisk = scratchOf(mounts ?? [], volumes) / 2 ** 20;
  const share = (bound: "request" | "limit") => ({
    cpu: k8s.Quantity.fromString(resources.cpu[bound]),
    memory: k8s.Quantity.fromString(resources.memory[bound]),
    "ephemeral-storage": k8s.Quantity.fromString(`${String(log[bound] + onDisk)}Mi`),
  });
  return {
    name,
    image: props.image,
    imagePullPolicy: "IfNotPresent",
    command: props.command,
    args: props.args,
    env: unlessEmpty(props.env),
    ports: unlessEmpty(component.containerPorts(props.ports ?? (props.name === undefined ? undefined : []))),
    volumeMounts: mounts,
    lifecycle: props.lifecycle,
    startupProbe: startup,
    livenessProbe: liveness,
    readinessProbe: readiness,
    resources: { requests: share("request"), limits: share("limit") },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: exceptions.writableRoot === undefined,
      ...(exceptions.runsAsRoot !== undefined && { runAsNonRoot: false, runAsUser: 0 }),
    },
  };
}
