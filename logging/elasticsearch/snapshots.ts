/** Where the shared volume is mounted on every node. */
export const snapshotFolder = "/usr/share/elasticsearch/snapshots";

/** The port of a bucket's endpoint. */
export function bucketPort(endpoint: string | undefined): number {
  if (endpoint === undefined) return 443;
  const { port, protocol } = new URL(endpoint);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
