import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { Storage } from "../validation/formats";
import { Prerequisite } from "./prerequisite";

/** A claim for a volume, which the cluster has to have a StorageClass for. For a StatefulSet: one for each of its pods. */
export function volumeClaim(
  scope: Construct,
  name: string,
  { size, storageClass }: Storage,
): k8s.KubePersistentVolumeClaimProps {
  new Prerequisite(scope, "storage-class", {
    kind: "storageclass",
    name: storageClass ?? "(default)",
    purpose: "volumes that outlive their pods",
  });
  return {
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: storageClass,
      resources: { requests: { storage: k8s.Quantity.fromString(size) } },
    },
  };
}
