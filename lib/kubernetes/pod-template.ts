import type { k8s } from "cdk8s-plus-28";
import type { Component } from "../../contracts/component";
import { type Sometimes, unlessEmpty } from "../unless-empty";
import { type Duration, seconds } from "../validation/quantity";
import { type ContainerProps, container } from "./container";

/** Ways in which a pod is less closed than the rest. Each value is the reason. */
export interface PodExceptions {
  readonly hostNetwork?: string;
  readonly hostPid?: string;
}

export interface PodTemplateProps<Port extends string = string> {
  readonly containers: readonly ContainerProps<Port>[];
  readonly initContainers?: readonly ContainerProps<Port>[];
  /** Those that several containers mount, or that stand in another order than their mounts. @default none */
  readonly volumes?: Sometimes<k8s.Volume>;

  /** Mounts the ServiceAccount's token. @default false */
  readonly usesKubernetesApi?: boolean;

  /** User and group that the containers run as, and that volumes belong to. */
  readonly user: number;

  /** Time to stop in, before the kubelet kills. @default "30s" */
  readonly gracePeriod?: Duration;

  /** Checksums and the like: a change rolls the pods. */
  readonly annotations?: Record<string, string>;

  /** Keeps the pods off each other's nodes: where possible, or always. @default the scheduler's own way */
  readonly apart?: "preferred" | "required";
  /** Spreads the pods evenly over zones where it can, and schedules them all the same where it can't. @default false */
  readonly overZones?: boolean;
  readonly nodeAffinity?: k8s.NodeAffinity;
  readonly tolerations?: k8s.Toleration[];
  readonly priorityClassName?: string;
  readonly imagePullSecrets?: string[];
  readonly restartPolicy?: "OnFailure";
  readonly exceptions?: PodExceptions;
}

/** What the annotations begin with by which pods name their exceptions. */
export const exceptionPrefix = "hardening-exception.fingerprint/";

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function exceptionAnnotations(component: Component, props: PodTemplateProps): Record<string, string> {
  const { exceptions, initContainers = [], containers } = props;
  const owners = [{ name: "pod", exceptions }, ...initContainers, ...containers];
  return Object.fromEntries(
    owners.flatMap(({ name: owner = component.name, exceptions = {} }) =>
      Object.entries(exceptions as Record<string, string>).map(([name, reason]) => [
        `${exceptionPrefix}${owner}.${kebab(name)}`,
        reason,
      ]),
    ),
  );
}

function antiAffinity({ labelSelector }: Component, apart: "preferred" | "required"): k8s.PodAntiAffinity {
  const podAffinityTerm: k8s.PodAffinityTerm = { labelSelector, topologyKey: "kubernetes.io/hostname" };
  return apart === "required"
    ? { requiredDuringSchedulingIgnoredDuringExecution: [podAffinityTerm] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] };
}

const zoneSpread = ({ labelSelector }: Component): k8s.TopologySpreadConstraint => ({
  labelSelector,
  maxSkew: 1,
  topologyKey: "topology.kubernetes.io/zone",
  whenUnsatisfiable: "ScheduleAnyway",
});

/** The pods of a component: non-root, confined by seccomp, without a token unless they need one. */
export function podTemplate<Port extends string>(
  component: Component<Port>,
  props: PodTemplateProps<Port>,
): k8s.PodTemplateSpec {
  const annotations = {
    ...component.scrapeAnnotations,
    ...props.annotations,
    ...exceptionAnnotations(component, props),
  };
  const mounts = [...(props.initContainers ?? []), ...props.containers].flatMap((one) => one.mounts ?? []);
  const mounted = mounts.flatMap((mount) => (mount && "volume" in mount ? [mount.volume] : []));
  const volumes = unlessEmpty([...(props.volumes ?? []), ...mounted]);
  const closed = (one: ContainerProps<Port>) => container(component, one, volumes ?? []);
  return {
    metadata: {
      labels: component.labels,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      serviceAccountName: component.name,
      automountServiceAccountToken: props.usesKubernetesApi ?? false,
      // Without it every Service of the namespace becomes environment variables of every pod.
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: props.user,
        runAsGroup: props.user,
        fsGroup: props.user,
        // A large volume is not walked at every start when its owner is right already.
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      terminationGracePeriodSeconds: seconds(props.gracePeriod ?? "30s"),
      hostNetwork: props.exceptions?.hostNetwork === undefined ? undefined : true,
      dnsPolicy: props.exceptions?.hostNetwork === undefined ? undefined : "ClusterFirstWithHostNet",
      hostPid: props.exceptions?.hostPid === undefined ? undefined : true,
      initContainers: unlessEmpty(props.initContainers?.map(closed)),
      containers: props.containers.map(closed),
      volumes,
      affinity: props.apart && {
        podAntiAffinity: antiAffinity(component, props.apart),
        nodeAffinity: props.nodeAffinity,
      },
      topologySpreadConstraints: props.overZones ? [zoneSpread(component)] : undefined,
      tolerations: props.tolerations,
      priorityClassName: props.priorityClassName,
      imagePullSecrets: unlessEmpty(props.imagePullSecrets?.map((name) => ({ name }))),
      restartPolicy: props.restartPolicy,
    },
  };
}
