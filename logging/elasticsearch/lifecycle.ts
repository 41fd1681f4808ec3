import type * as estypes from "@elastic/elasticsearch/lib/api/types";
import type { Duration } from "../../lib/validation/quantity";

type LifecyclePolicy = Omit<estypes.IlmPutLifecycleRequest, "name">;

/** Daily indices are never rolled over: the day does that. They are only deleted by age. */
export function lifecyclePolicy(retention: Duration): LifecyclePolicy {
  return {
    policy: {
      phases: {
        hot: { min_age: "0ms", actions: { set_priority: { priority: 100 } } },
        // Yesterday's index gets no more lines, but for stragglers.
        warm: {
          min_age: "2d",
          actions: { set_priority: { priority: 50 }, forcemerge: { max_num_segments: 1 } },
        },
        delete: { min_age: retention, actions: { delete: {} } },
      },
    },
  };
}
