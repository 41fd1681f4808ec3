import { prometheus } from "../../contracts/components";

/** The headless Service that governs the StatefulSet: a name for each replica. */
export const prometheusPods = `${prometheus.name}-pods`;

/** The external label by which replicas differ, and nothing else. */
export const replicaLabel = "replica";
