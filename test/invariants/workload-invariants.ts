import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import { type Manifest, type PodTemplate, selects } from "../../lib/synth/manifest";
import { toBytes } from "../../lib/validation/quantity";
import {
  type Invariants,
  type Subject,
  containers,
  ofKind,
  selectedBy,
  violating,
  workloads,
} from "./every-object";

/** Workloads that run until somebody takes them away. */
const lasting = (all: readonly Subject[]) => workloads(ofKind(all, "Deployment", "StatefulSet", "DaemonSet"));

/** What holds for whatever runs pods, and for what finds and protects them. */
export const workloadInvariants: Invariants = {
  "a workload's selector matches its own pods": (all) =>
    violating(
      lasting(all),
      ({ manifest, template }) => !selects(manifest["spec"].selector.matchLabels, template.labels),
    ),

  "no pod is selected by two workloads": (all) =>
    violating(lasting(all), (one) => selectedBy(one, one.manifest["spec"].selector.matchLabels).length > 1),

  "a Service sends to pods that have its ports": (all) =>
    violating(
      ofKind(all, "Service").filter(({ manifest }) => manifest["spec"].selector),
      (service) => {
        const { selector, ports } = service.manifest["spec"];
        const pods = selectedBy(service, selector);
        const opens = ({ spec }: PodTemplate, target: unknown) =>
          spec.containers
            .flatMap((container: any) => container.ports ?? [])
            .some(({ name, containerPort }: any) => name === target || containerPort === target);
        return (
          pods.length === 0 ||
          ports.some(({ targetPort }: any) => !pods.every(({ template }) => opens(template, targetPort)))
        );
      },
    ),

  "a PodDisruptionBudget protects pods, and leaves a drain room": (all) =>
    violating(ofKind(all, "PodDisruptionBudget"), (budget) => {
      const { selector, maxUnavailable } = budget.manifest["spec"];
      const [owner, ...others] = selectedBy(budget, selector.matchLabels);
      if (!owner || others.length > 0) return true;
      const { kind, metadata } = owner.manifest;
      const autoscaler = budget.all.find(
        (object) =>
          object.kind === "HorizontalPodAutoscaler" && object["spec"].scaleTargetRef.name === metadata.name,
      );
      const fewest = autoscaler?.["spec"].minReplicas ?? owner.manifest["spec"].replicas;
      // Of one pod, a drain must be able to move it; of more, not all at once.
      return kind === "DaemonSet" || maxUnavailable >= Math.max(2, fewest);
    }),

  "an autoscaled Deployment states no replicas": (all) =>
    violating(ofKind(all, "Deployment"), ({ manifest, all: environment }) => {
      const autoscaled = environment.some(
        (object) =>
          ["HorizontalPodAutoscaler", "ScaledObject"].includes(object.kind) &&
          object["spec"].scaleTargetRef.name === manifest.metadata.name,
      );
      return autoscaled === (manifest["spec"].replicas !== undefined);
    }),

  "pods run as a user, confined by seccomp": (all) =>
    violating(
      workloads(all),
      ({ template: { spec } }) =>
        spec.securityContext?.runAsNonRoot !== true ||
        !(spec.securityContext.runAsUser > 0) ||
        spec.securityContext.seccompProfile?.type !== "RuntimeDefault",
    ),

  "containers can do nothing beyond their work, or say why": (all) =>
    violating(containers(all), ({ container, annotations }) => {
      const context = container.securityContext ?? {};
      const excused = (exception: string) =>
        (annotations[`${exceptionPrefix}${container.name}.${exception}`] ?? "").length > 10;
      return (
        context.allowPrivilegeEscalation !== false ||
        context.privileged === true ||
        context.capabilities?.add !== undefined ||
        !context.capabilities?.drop?.includes("ALL") ||
        (context.readOnlyRootFilesystem !== true && !excused("writable-root")) ||
        (context.runAsUser === 0 && !excused("runs-as-root"))
      );
    }),

  "pods keep out of the node, or say why": (all) =>
    violating(workloads(all), ({ template: { spec }, manifest }) => {
      const annotations = manifest["spec"].template?.metadata?.annotations ?? {};
      return (
        spec.hostIPC === true ||
        (spec.hostNetwork === true && !annotations[`${exceptionPrefix}pod.host-network`]) ||
        (spec.hostPID === true && !annotations[`${exceptionPrefix}pod.host-pid`])
      );
    }),

  "a token is mounted only where a role is bound": (all) =>
    violating(workloads(all), ({ template: { spec }, manifest, all: environment }) => {
      const bound = environment.some((object) =>
        (object["subjects"] ?? []).some(
          (subject: any) =>
            subject.name === spec.serviceAccountName && subject.namespace === manifest.metadata.namespace,
        ),
      );
      return spec.automountServiceAccountToken !== false && !bound;
    }),

  "containers state requests and limits": (all) =>
    violating(containers(all), ({ container: { resources } }) =>
      ["requests", "limits"].some((kind) =>
        ["cpu", "memory", "ephemeral-storage"].some((resource) => !resources?.[kind]?.[resource]),
      ),
    ),

  "a pod may fill every volume that ends with it, and is not evicted for it": (all) =>
    violating(workloads(all), ({ template: { spec } }) => {
      const sum = (sizes: readonly string[]) => sizes.map(toBytes).reduce((total, bytes) => total + bytes, 0);
      const onDisk = ({ emptyDir }: any) => emptyDir && emptyDir.medium !== "Memory";
      const volumes = (spec.volumes ?? [])
        .filter(onDisk)
        .map(({ emptyDir }: any) => emptyDir.sizeLimit ?? "");
      const limits = spec.containers.map(({ resources }: any) => resources.limits["ephemeral-storage"]);
      return !(sum(volumes) < sum(limits));
    }),

  "agents stay on their node, and data goes before what can run anywhere": (all) =>
    violating(lasting(all), ({ manifest, template: { spec }, all: environment }) => {
      const { priorityClassName: priority } = spec;
      const named = ({ kind, metadata }: Manifest) => kind === "PriorityClass" && metadata.name === priority;
      const value = environment.find(named)?.["value"] ?? 0;
      // Without a quota for it, some clusters refuse the class outside of kube-system.
      const isAdmitted = environment.some(
        ({ kind, metadata, ...quota }) =>
          kind === "ResourceQuota" &&
          metadata.namespace === manifest.metadata.namespace &&
          quota["spec"].scopeSelector?.matchExpressions.some((one: any) => one.values?.includes(priority)),
      );
      if (manifest.kind === "DaemonSet") return priority !== "system-node-critical" || !isAdmitted;
      const holdsMuch = ["elasticsearch", "prometheus"].includes(manifest.metadata.name);
      return priority?.startsWith("system-") === true || value > 0 !== holdsMuch;
    }),

  "running containers are probed": (all) =>
    violating(
      containers(all).filter(({ runsOn, kind }) => runsOn && kind !== "Job" && kind !== "CronJob"),
      ({ container }) => !container.readinessProbe,
    ),

  "probes name a port of their container": (all) =>
    violating(containers(all), ({ container }) =>
      ["startupProbe", "livenessProbe", "readinessProbe"].some((probe) => {
        const port = container[probe]?.httpGet?.port ?? container[probe]?.tcpSocket?.port;
        return port !== undefined && !(container.ports ?? []).some((open: any) => open.name === port);
      }),
    ),

  "images are pinned": (all) =>
    violating(containers(all), ({ container }) => !/:(?!latest$)[\w.-]+$|@sha256:/.test(container.image)),

  "every mount has its volume": (all) =>
    violating(workloads(all), ({ template: { spec }, manifest }) => {
      const volumes = new Set([
        ...(spec.volumes ?? []).map((volume: any) => volume.name),
        ...(manifest["spec"].volumeClaimTemplates ?? []).map((claim: any) => claim.metadata.name),
      ]);
      return [...(spec.initContainers ?? []), ...spec.containers].some((container: any) =>
        (container.volumeMounts ?? []).some((mount: any) => !volumes.has(mount.name)),
      );
    }),
};
