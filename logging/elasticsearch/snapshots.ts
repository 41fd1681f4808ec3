import type * as estypes from "@elastic/elasticsearch/lib/api/types";
import type { ElasticsearchProps } from "./elasticsearch-props";

/** Where the shared volume is mounted on every node. */
export const snapshotFolder = "/usr/share/elasticsearch/snapshots";

type Snapshots = ElasticsearchProps["snapshots"];

/** The repository that snapshots go to. */
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

/** The port of a bucket's endpoint. */
export function bucketPort(endpoint: string | undefined): number {
  if (endpoint === undefined) return 443;
  const { port, protocol } = new URL(endpoint);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
