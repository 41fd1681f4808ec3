import { k8s } from "cdk8s-plus-28";
import type { Storage } from "../validation/formats";

/** The claim that each pod of a StatefulSet makes for a volume of its own. */
export function volumeClaim(
  name: string,
  { size, storageClass }: Storage,
): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass !== undefined && { storageClassName: storageClass }),
      resources: { requests: { storage: k8s.Quantity.fromString(size) } },
    },
  };
}
