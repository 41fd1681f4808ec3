import { type Manifest, describe } from "../../lib/synth/manifest";
import type { ObjectChange } from "./object-changes";
import { type Risk, caution, danger } from "./risk";

/** What goes when an object of this kind goes. Routes are told by what is no longer published. */
const lossOf = new Map(
  Object.entries({
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
  }),
);

/** `fingerprint/fingerprint-api`, for what scales pods. */
function scaledBy({ kind, metadata, ...rest }: Manifest): string | undefined {
  if (kind !== "HorizontalPodAutoscaler" && kind !== "ScaledObject") return undefined;
  const { scaleTargetRef } = rest["spec"] as { scaleTargetRef: { name: string } };
  return `${metadata.namespace ?? ""}/${scaleTargetRef.name}`;
}

/** What is lost with objects that go, unless another one does their work. */
export function lossRisks(objects: readonly ObjectChange[], after: readonly Manifest[]): Risk[] {
  return objects.flatMap(({ object, before, after: stays }) => {
    const loss = before && !stays ? lossOf.get(before.kind) : undefined;
    if (!before || loss === undefined) return [];
    const target = scaledBy(before);
    const heir = target === undefined ? undefined : after.find((other) => scaledBy(other) === target);
    return [
      {
        where: object,
        ...(heir ? caution(`is replaced by ${describe(heir)}`) : danger(`is removed: ${loss}`)),
      },
    ];
  });
}
