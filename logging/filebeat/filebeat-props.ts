import { z } from "zod";
import { listOf, resourceName, resourcesOf } from "../../lib/validation/formats";

/** Takes lines from the nodes to Logstash: one pod on every node. */
export const filebeatProps = z.strictObject({
  /** Namespaces whose pods' lines are shipped, or "all". @default ["fingerprint"] */
  namespaces: z
    .union([z.literal("all"), listOf(resourceName, { atLeast: 1 })], {
      error: 'must be "all" or a list of namespaces',
    })
    .default(["fingerprint"]),

  /** Namespaces that are never shipped: the stack's own lines would breed more lines. @default filebeat and logging */
  drop: listOf(resourceName).default(["filebeat", "logging"]),

  /** CPU and memory on each node. @default requests 100m and 128Mi, limits 500m and 256Mi */
  resources: resourcesOf({ cpu: "100m", memory: "128Mi" }, { cpu: "500m", memory: "256Mi" }),
});
