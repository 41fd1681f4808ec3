import { elasticsearch } from "../../contracts/components";
import type { ElasticsearchProps } from "../logging-props";
import { elasticsearchNodes, elasticsearchPaths, nodeNames } from "./elasticsearch-component";

/** Where the init container finds and leaves things. */
export const prepareFolders = {
  /** elasticsearch.yml and the scripts, from the ConfigMap. */
  files: "/files",
  /** Becomes the node's configuration folder. */
  prepared: "/prepared",
  /** A token for reading the node's zone, mounted in this container alone. */
  kubernetes: "/var/run/secrets/kubernetes.io/serviceaccount",
} as const;

const preamble = `#!/bin/bash
# Puts the node's configuration together: the image's files, elasticsearch.yml, and what is known only here and now.
set -euo pipefail
cp -R ${elasticsearchPaths.config}/. ${prepareFolders.prepared}/
settings=${prepareFolders.prepared}/elasticsearch.yml
cat ${prepareFolders.files}/elasticsearch.yml > "$settings"
`;

const zoneAwareness = `
# Copies of a shard go to different zones. The zone is a label of the Kubernetes node.
zone=$(curl --silent --show-error --fail --retry 10 --retry-all-errors --max-time 10 \\
  --cacert ${prepareFolders.kubernetes}/ca.crt \\
  --header "Authorization: Bearer $(cat ${prepareFolders.kubernetes}/token)" \\
  "https://kubernetes.default.svc/api/v1/nodes/$NODE_NAME" |
  grep --only-matching '"topology.kubernetes.io/zone": *"[^"]*"' | head --lines=1 | cut --delimiter='"' --fields=4)
if [ -z "$zone" ]; then
  echo "node $NODE_NAME has no label topology.kubernetes.io/zone" >&2
  exit 1
fi
printf 'node.attr.zone: "%s"\\ncluster.routing.allocation.awareness.attributes: zone\\n' "$zone" >> "$settings"
`;

const keystore = `
# Keys of the snapshot store are settings that Elasticsearch takes from its keystore only.
export ES_PATH_CONF=${prepareFolders.prepared}
elasticsearch-keystore create
printf '%s' "$S3_ACCESS_KEY" | elasticsearch-keystore add --stdin --force s3.client.default.access_key
printf '%s' "$S3_SECRET_KEY" | elasticsearch-keystore add --stdin --force s3.client.default.secret_key
`;

const formation = (nodes: number) => `
# A cluster may form while this node's disk is empty and no other node knows a master. A node that lost its
# disk therefore joins the cluster that is there, and can't begin a second one.
others_have_a_master() {
  for node in ${nodeNames(nodes).join(" ")}; do
    [ "$node" = "$POD_NAME" ] && continue
    if timeout 3 bash -c "exec 3<>/dev/tcp/$node.${elasticsearchNodes}/${String(elasticsearch.port("readiness"))}" 2> /dev/null; then
      return 0
    fi
  done
  return 1
}
if [ -z "$(find ${elasticsearchPaths.data} -mindepth 1 -maxdepth 1 -not -name 'lost+found')" ] && ! others_have_a_master; then
  echo 'cluster.initial_master_nodes: ${JSON.stringify(nodeNames(nodes))}' >> "$settings"
  echo "the disk is empty and no other node has a master: the cluster may form"
fi
`;

/** The script that an init container runs before every start of a node. */
export function prepareScript({ nodes, mayForm, snapshots }: ElasticsearchProps, zones: number): string {
  return [
    preamble,
    nodes > 1 && zones > 1 ? zoneAwareness : "",
    snapshots.to === "s3" ? keystore : "",
    nodes > 1 && mayForm ? formation(nodes) : "",
  ].join("");
}

/**
 * What a node runs before it is told to stop: it waits until no other node's
 * shards are still on their way, so that a roll-out or a drain never takes two
 * copies at once. It gives up in time for the stop itself.
 */
export function preStopScript({ tls, waitSeconds }: { tls: boolean; waitSeconds: number }): string {
  const port = String(elasticsearch.port("http"));
  const query = `/_cluster/health?wait_for_status=green&timeout=${String(waitSeconds)}s&filter_path=status`;
  return `#!/bin/bash
# Waits for green, ${String(waitSeconds)} seconds at most. A cluster that does not get green must still be able to stop.
curl --silent --max-time ${String(waitSeconds + 5)} ${
    tls
      ? `--cacert ${elasticsearchPaths.certificates}/ca.crt --user "elastic:$ELASTIC_PASSWORD" "https://localhost:${port}${query}"`
      : `"http://localhost:${port}${query}"`
  } || true
`;
}
