import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { Storage } from "../validation/formats";
import { requires } from "./prerequisite";

/** A claim for a volume, which the cluster has to have a StorageClass for. For a StatefulSet: one for each of its pods. */
export function volumeClaim(scope: Construct, name: string, { size, storageClass }: Storage) {
  requires(scope, "storageclass", storageClass ?? "(default)", "volumes that outlive their pods");
  return {
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: storageClass,
      resources: { requests: { storage: k8s.Quantity.fromString(size) } },
    },
  };
}
