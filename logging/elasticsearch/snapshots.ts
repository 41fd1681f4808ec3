import type * as estypes from "@elastic/elasticsearch/lib/api/types";
import { dailyIndices, indexNames } from "../../contracts/log-names";
import type { ElasticsearchProps } from "./elasticsearch-props";

/** Where the shared volume is mounted on every node. */
export const snapshotFolder = "/usr/share/elasticsearch/snapshots";

type Snapshots = ElasticsearchProps["snapshots"];

/** The repository that snapshots go to. Elasticsearch writes nothing to one that is read-only, and takes no snapshot into it. */
export function snapshotRepository(
  snapshots: Exclude<Snapshots, { to: "nowhere" }>,
): estypes.SnapshotRepository {
  const readonly = snapshots.access === "read-only" ? true : undefined;
  return snapshots.to === "s3"
    ? {
        type: "s3",
        settings: {
          bucket: snapshots.bucket,
          client: "default",
          base_path: snapshots.basePath,
          readonly,
        },
      }
    : { type: "fs", settings: { location: snapshotFolder, compress: true, readonly } };
}

/** When snapshots are made and how long they are kept. */
export function snapshotPolicy({
  schedule,
  keep,
}: Extract<Snapshots, { schedule: string }>): Omit<estypes.SlmPutLifecycleRequest, "policy_id"> {
  return {
    name: "<fingerprint-{now/d}>",
    schedule,
    repository: indexNames.snapshotRepository,
    config: {
      indices: [dailyIndices(indexNames.logs), dailyIndices(indexNames.deadLetters)],
      include_global_state: true,
      // Kibana's saved objects and the users come back with a restore.
      feature_states: ["kibana", "security"],
    },
    retention: { expire_after: keep, min_count: 5, max_count: 100 },
  };
}

/** The port of a bucket's endpoint. */
export function bucketPort(endpoint: string | undefined): number {
  if (endpoint === undefined) return 443;
  const { port, protocol } = new URL(endpoint);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
