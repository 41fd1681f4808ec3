import type { k8s } from "cdk8s-plus-28";
import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import { type Manifest, describe, podTemplateOf } from "../../lib/synth/manifest";
import { type NetworkPolicy, isNetworkPolicy } from "../facts/connections";
import type { ObjectChange } from "./object-changes";
import { type Told, caution, danger } from "./risk";

/** cdk8s writes two fields in its own way. */
type PodSpec = k8s.PodSpec & { readonly hostPID?: boolean; readonly hostIPC?: boolean };

/** In which ways a pod reaches beyond itself. */
function openings(manifest: Manifest | undefined): string[] {
  const spec = (manifest && podTemplateOf(manifest)?.spec) as PodSpec | undefined;
  if (!spec) return [];
  const ofContainer = ({ name, securityContext = {} }: k8s.Container) => [
    securityContext.privileged && `${name} is privileged`,
    securityContext.allowPrivilegeEscalation !== false && `${name} may gain privileges`,
    !securityContext.readOnlyRootFilesystem && `${name} may write to its root filesystem`,
    (securityContext.runAsNonRoot === false || securityContext.runAsUser === 0) && `${name} may run as root`,
    ...(securityContext.capabilities?.add ?? []).map((capability) => `${name} has capability ${capability}`),
  ];
  return [
    spec.hostNetwork && "shares the node's network",
    spec.hostPID && "sees the node's processes",
    spec.hostIPC && "shares the node's memory segments",
    spec.automountServiceAccountToken !== false && "holds a token for the Kubernetes API",
    ...(spec.volumes ?? []).map(({ hostPath }) => hostPath && `mounts ${hostPath.path} of the node`),
    ...[...(spec.initContainers ?? []), ...spec.containers].flatMap(ofContainer),
  ].filter((opening) => typeof opening === "string");
}

/** The settings by which a pod's program keeps less than this repository promises, with the reason that the pod names. */
function overrides(manifest: Manifest | undefined): string[] {
  const annotations = (manifest && podTemplateOf(manifest)?.annotations) ?? {};
  const keys = Object.keys(annotations).filter((key) => key.endsWith(".settings"));
  return keys.filter((key) => key.startsWith(exceptionPrefix)).flatMap((key) => annotations[key] ?? []);
}

function opens({ before, after }: ObjectChange): Told[] {
  const added = (of: (manifest: Manifest | undefined) => string[]) =>
    of(after).filter((line) => !of(before).includes(line));
  return [
    ...added(openings).map(before ? danger : caution),
    ...added(overrides).map((why) => danger(`keeps less than this repository promises: ${why}`)),
  ];
}

/** The directions that a policy restricts, with Kubernetes' default where it names none. */
const restricted = ({ policyTypes, egress }: NetworkPolicy["spec"]): readonly string[] =>
  policyTypes ?? ["Ingress", ...(egress === undefined ? [] : ["Egress"])];

function restrictsLess({ before, after }: ObjectChange): Told[] {
  if (!before || !after || !isNetworkPolicy(before) || !isNetworkPolicy(after)) return [];
  const sameHere = JSON.stringify(before.spec.podSelector) === JSON.stringify(after.spec.podSelector);
  return [
    ...restricted(before.spec)
      .filter((direction) => !restricted(after.spec).includes(direction))
      .map((lost) => danger(`restricts ${lost} no longer: without another policy all of it is let through`)),
    ...(sameHere
      ? []
      : [danger("selects other pods: those it leaves are open, unless another policy selects them")]),
  ];
}

/** What goes when an object of this kind goes. Routes are told by what is no longer published. */
const losses: Partial<Record<string, string>> = {
  Namespace: "everything in it would go with it",
  PersistentVolumeClaim: "its data may be deleted",
  StatefulSet: "its pods stop; its volumes stay behind",
  Deployment: "its pods stop",
  DaemonSet: "its pods stop on every node",
  Service: "its name no longer answers",
  Certificate: "its Secret is no longer renewed",
  NetworkPolicy: "what it restricted or let through is decided by what remains",
  PodDisruptionBudget: "a drain may stop every pod at once",
  HorizontalPodAutoscaler: "the number of pods no longer follows the load",
  ScaledObject: "the number of pods no longer follows the load",
};

/** `fingerprint/fingerprint-api`, for what scales pods. */
function scaledBy({ kind, metadata, ...rest }: Manifest): string | undefined {
  if (kind !== "HorizontalPodAutoscaler" && kind !== "ScaledObject") return undefined;
  const { scaleTargetRef } = rest["spec"] as { scaleTargetRef: { name: string } };
  return `${metadata.namespace ?? ""}/${scaleTargetRef.name}`;
}

/** What is lost with an object that goes, unless another one does its work. */
function loses({ before, after }: ObjectChange, remaining: readonly Manifest[]): Told[] {
  const loss = before && !after ? losses[before.kind] : undefined;
  if (!before || loss === undefined) return [];
  const target = scaledBy(before);
  const heir = target === undefined ? undefined : remaining.find((other) => scaledBy(other) === target);
  return [heir ? caution(`is replaced by ${describe(heir)}`) : danger(`is removed: ${loss}`)];
}

function requires({ before, after }: ObjectChange): Told[] {
  if (before || after?.kind !== "Prerequisite" || after.metadata.name.startsWith("placeholder ")) return [];
  return [caution(`must be there before this is applied: ${String(after["purpose"])}`)];
}

export function objectRisks(change: ObjectChange, remaining: readonly Manifest[]): Told[] {
  return [
    ...[opens, restrictsLess, requires].flatMap((risksOf) => risksOf(change)),
    ...loses(change, remaining),
  ];
}
