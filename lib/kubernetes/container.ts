import { k8s } from "cdk8s-plus-28";
import type { Resources } from "../validation/formats";
import { type Sometimes, unlessEmpty } from "../unless-empty";

/** Ways in which a container is less closed than the rest. Each value is the reason, and is written on the pod for reviewers. */
export interface ContainerExceptions {
  /** Writes to its root filesystem. */
  readonly writableRoot?: string;

  /** Runs as uid 0. */
  readonly runsAsRoot?: string;

  /** Its program is told to keep less than this repository promises. */
  readonly settings?: string;
}

/** How the kubelet finds out about a container. */
export interface Probes {
  /** Holds the other two back until the start is over. */
  readonly startup?: k8s.Probe;
  /** A container that fails it is restarted. */
  readonly liveness?: k8s.Probe;
  /** A container that fails it gets no traffic. */
  readonly readiness: k8s.Probe;
}

export interface ContainerProps {
  readonly name: string;
  readonly image: string;

  /** Left out, the image's entrypoint runs. */
  readonly command?: string[];
  readonly args?: string[];
  readonly env?: Sometimes<k8s.EnvVar>;
  readonly ports?: k8s.ContainerPort[];
  readonly resources: Resources;

  /** For a container without probes, such as an init container, the reason. */
  readonly probes: Probes | { readonly none: string };

  readonly mounts?: Sometimes<k8s.VolumeMount>;
  readonly lifecycle?: k8s.Lifecycle;

  /** @default none: non-root, read-only root, no capability, no privilege escalation */
  readonly exceptions?: ContainerExceptions;
}

/** A container together with the exceptions that its pod has to name. */
export interface HardenedContainer {
  readonly spec: k8s.Container;
  readonly exceptions: ContainerExceptions;
}

const quantity = (value: string) => k8s.Quantity.fromString(value);

/** A container that can do nothing but its work: what it may do beyond that is a named exception. */
export function container(props: ContainerProps): HardenedContainer {
  const {
    exceptions = {},
    probes,
    resources: { cpu, memory },
  } = props;
  const { startup, liveness, readiness } = "none" in probes ? ({} as Partial<Probes>) : probes;
  return {
    exceptions,
    spec: {
      name: props.name,
      image: props.image,
      imagePullPolicy: "IfNotPresent",
      command: props.command,
      args: props.args,
      env: unlessEmpty(props.env),
      ports: unlessEmpty(props.ports),
      volumeMounts: unlessEmpty(props.mounts),
      lifecycle: props.lifecycle,
      startupProbe: startup,
      livenessProbe: liveness,
      readinessProbe: readiness,
      resources: {
        requests: { cpu: quantity(cpu.request), memory: quantity(memory.request) },
        limits: { cpu: quantity(cpu.limit), memory: quantity(memory.limit) },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: exceptions.writableRoot === undefined,
        ...(exceptions.runsAsRoot !== undefined && { runAsNonRoot: false, runAsUser: 0 }),
      },
    },
  };
}
