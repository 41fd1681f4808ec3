import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import type { Manifest, PodTemplate } from "../../lib/synth/manifest";
import { toBytes } from "../../lib/validation/quantity";
import { allAlerts } from "../../monitoring/rules/rule-file";
import { type Edit, containers, invariant, lasting, ofKind, selectedBy, workloads } from "./invariant";

const pod = "spec.template.spec";
const container = `${pod}.containers.0`;
const api = (values: Edit[2]): Edit => ["Deployment", "fingerprint-api", values];

const { expr } = allAlerts()
  .flatMap(({ rules }) => rules)
  .find(({ alert }) => alert === "CertificatesNotReread")!;
const [, namespaces, pods] = /namespace=~"(.+?)",pod=~"(.+?)"/.exec(expr)!;

/** Whether an alert tells that pods have not read a new certificate. Those of a Deployment bear its ReplicaSet's name, too. */
const isWatched = ({ metadata: { namespace, name } }: Manifest) =>
  ["0", "5d9c7b6f4-x2x4z"].some((suffix) =>
    new RegExp(`^(${namespaces})/(${pods})$`).test(`${namespace}/${name}-${suffix}`),
  );

/** Programs that read a new certificate by themselves: prometheus-adapter serves with Kubernetes' own library, which does. */
const reading = ["elasticsearch", "prometheus-adapter"];

/** What holds for whatever runs pods, and for what finds and protects them. */
export const workloadInvariants = [
  invariant(
    "a workload's selector matches its own pods, and no other's",
    lasting,
    (one) => {
      const [found, ...others] = selectedBy(one, one.manifest["spec"].selector.matchLabels);
      return found?.manifest !== one.manifest || others.length > 0;
    },
    ["Deployment", "kube-state-metrics", { "spec.selector.matchLabels": {} }],
  ),
  invariant(
    "a Service sends to pods that have its ports",
    ofKind("Service"),
    (service) => {
      const { selector, ports } = service.manifest["spec"];
      if (!selector) return false;
      const found = selectedBy(service, selector);
      const opens = ({ spec }: PodTemplate, target: unknown) =>
        spec.containers
          .flatMap((one: any) => one.ports ?? [])
          .some(({ name, containerPort }: any) => name === target || containerPort === target);
      return (
        found.length === 0 ||
        ports.some(({ targetPort }: any) => !found.every(({ template }) => opens(template, targetPort)))
      );
    },
    api({ [`${container}.ports.0.name`]: "web" }),
  ),
  invariant(
    "a PodDisruptionBudget protects pods, and leaves a drain room",
    ofKind("PodDisruptionBudget"),
    (budget) => {
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
    },
    ["PodDisruptionBudget", "fingerprint-api", { "spec.maxUnavailable": 3 }],
  ),
  invariant(
    "an autoscaled Deployment states no replicas",
    ofKind("Deployment"),
    ({ manifest, all }) => {
      const autoscaled = all.some(
        ({ kind, spec }) =>
          ["HorizontalPodAutoscaler", "ScaledObject"].includes(kind) &&
          spec.scaleTargetRef.name === manifest.metadata.name,
      );
      return autoscaled === (manifest["spec"].replicas !== undefined);
    },
    api({ "spec.replicas": 3 }),
  ),
  invariant(
    "pods run as a user, confined by seccomp",
    workloads,
    ({ template: { spec } }) =>
      spec.securityContext?.runAsNonRoot !== true ||
      !(spec.securityContext.runAsUser > 0) ||
      spec.securityContext.seccompProfile?.type !== "RuntimeDefault",
    api({ [`${pod}.securityContext.seccompProfile`]: undefined }),
  ),
  invariant(
    "containers can do nothing beyond their work, or say why",
    containers,
    ({ container: { name, securityContext: context = {} }, annotations }) => {
      const excused = (exception: string) =>
        (annotations[`${exceptionPrefix}${name}.${exception}`] ?? "").length > 10;
      return (
        context.allowPrivilegeEscalation !== false ||
        context.privileged === true ||
        context.capabilities?.add !== undefined ||
        !context.capabilities?.drop?.includes("ALL") ||
        (context.readOnlyRootFilesystem !== true && !excused("writable-root")) ||
        (context.runAsUser === 0 && !excused("runs-as-root"))
      );
    },
    api({ [`${container}.securityContext.readOnlyRootFilesystem`]: false }),
  ),
  invariant(
    "pods keep out of the node, or say why",
    workloads,
    ({ template: { spec, annotations } }) =>
      spec.hostIPC === true ||
      (spec.hostNetwork === true && !annotations[`${exceptionPrefix}pod.host-network`]) ||
      (spec.hostPID === true && !annotations[`${exceptionPrefix}pod.host-pid`]),
    api({ [`${pod}.hostNetwork`]: true }),
  ),
  invariant(
    "a token is mounted only where a role is bound",
    workloads,
    ({ template: { spec }, manifest, all }) => {
      const bound = all.some((object) =>
        (object["subjects"] ?? []).some(
          ({ name, namespace }: any) =>
            name === spec.serviceAccountName && namespace === manifest.metadata.namespace,
        ),
      );
      return spec.automountServiceAccountToken !== false && !bound;
    },
    api({ [`${pod}.automountServiceAccountToken`]: true, [`${pod}.serviceAccountName`]: "nobody" }),
  ),
  invariant(
    "containers state requests and limits",
    containers,
    ({ container: { resources } }) =>
      ["requests", "limits"].some((kind) =>
        ["cpu", "memory", "ephemeral-storage"].some((resource) => !resources?.[kind]?.[resource]),
      ),
    api({ [`${container}.resources.limits.ephemeral-storage`]: undefined }),
  ),
  invariant(
    "a pod may fill every volume that ends with it, and is not evicted for it",
    workloads,
    ({ template: { spec } }) => {
      const sum = (sizes: readonly string[]) => sizes.map(toBytes).reduce((total, bytes) => total + bytes, 0);
      const onDisk = ({ emptyDir }: any) => emptyDir && emptyDir.medium !== "Memory";
      const volumes = (spec.volumes ?? [])
        .filter(onDisk)
        .map(({ emptyDir }: any) => emptyDir.sizeLimit ?? "");
      const limits = spec.containers.map(({ resources }: any) => resources.limits["ephemeral-storage"]);
      return !(sum(volumes) < sum(limits));
    },
    api({ [`${pod}.volumes`]: [{ name: "tmp", emptyDir: { sizeLimit: "9Gi" } }] }),
  ),
  invariant(
    "agents stay on their node, and data goes before what can run anywhere",
    lasting,
    ({ manifest, template: { spec }, all }) => {
      const { priorityClassName: priority } = spec;
      const named = ({ kind, metadata }: Manifest) => kind === "PriorityClass" && metadata.name === priority;
      const value = all.find(named)?.["value"] ?? 0;
      // Without a quota for it, some clusters refuse the class outside of kube-system.
      const isAdmitted = all.some(
        ({ kind, metadata, ...quota }) =>
          kind === "ResourceQuota" &&
          metadata.namespace === manifest.metadata.namespace &&
          quota["spec"].scopeSelector?.matchExpressions.some((one: any) => one.values?.includes(priority)),
      );
      if (manifest.kind === "DaemonSet") return priority !== "system-node-critical" || !isAdmitted;
      const holdsMuch = ["elasticsearch", "prometheus"].includes(manifest.metadata.name);
      return priority?.startsWith("system-") === true || value > 0 !== holdsMuch;
    },
    ["ResourceQuota", "filebeat", { "metadata.namespace": "elsewhere" }],
  ),
  invariant(
    "running containers are probed",
    containers,
    ({ container: { readinessProbe }, lasts }) => lasts && !readinessProbe,
    api({ [`${container}.readinessProbe`]: undefined }),
  ),
  invariant(
    "probes name a port of their container",
    containers,
    ({ container: { ports = [], ...probes } }) =>
      ["startupProbe", "livenessProbe", "readinessProbe"].some((probe) => {
        const port = probes[probe]?.httpGet?.port ?? probes[probe]?.tcpSocket?.port;
        return port !== undefined && !ports.some(({ name }: any) => name === port);
      }),
    api({ [`${container}.livenessProbe.httpGet.port`]: 8001 }),
  ),
  invariant(
    "images are pinned",
    containers,
    ({ container: { image } }) => !/:(?!latest$)[\w.-]+$|@sha256:/.test(image),
    api({ [`${container}.image`]: "fingerprint-api:latest" }),
  ),
  invariant(
    "every mount has its volume",
    workloads,
    ({ template: { spec }, manifest }) => {
      const volumes = new Set([
        ...(spec.volumes ?? []).map(({ name }: any) => name),
        ...(manifest["spec"].volumeClaimTemplates ?? []).map(({ metadata }: any) => metadata.name),
      ]);
      return [...(spec.initContainers ?? []), ...spec.containers].some(({ volumeMounts = [] }: any) =>
        volumeMounts.some(({ name }: any) => !volumes.has(name)),
      );
    },
    api({ [`${pod}.volumes`]: [] }),
  ),
  invariant(
    "a program that holds a certificate's key reads a new one, or an alert tells that it has not",
    lasting,
    ({ template: { spec }, manifest, all }) => {
      const { name, namespace } = manifest.metadata;
      const keys = all
        .filter(({ kind, metadata }) => kind === "Certificate" && metadata.namespace === namespace)
        .map((certificate) => certificate["spec"].secretName);
      // Who only trusts its authority mounts no key.
      const holds = (spec.volumes ?? []).some(
        ({ secret: { secretName, items = [{ key: "tls.key" }] } = {} as any }: any) =>
          keys.includes(secretName) && items.some(({ key }: any) => key === "tls.key"),
      );
      return holds && !reading.includes(name) && !isWatched(manifest);
    },
    ["StatefulSet", "logstash", { "metadata.name": "another" }],
  ),
];
