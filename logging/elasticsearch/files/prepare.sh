#!/bin/bash
# Puts the node's configuration together before each start: the image's files, ours, and what is known only here and now.
# It begins anew every time, so it may run again after a reboot, or after it was stopped half-way.
#
# POD_NAME               the node's name
# NODE_NAME              the Kubernetes node, whose zone is asked for where /kubernetes holds a token
# INITIAL_MASTER_NODES   the nodes that a new cluster forms of
set -euo pipefail
shopt -s dotglob

prepared=/prepared
settings=$prepared/elasticsearch.yml
export ES_PATH_CONF=$prepared

rm -rf "${prepared:?}"/*
cp -R /usr/share/elasticsearch/config/. "$prepared/"
cp /files/elasticsearch.yml "$settings"
mkdir -p "$prepared/jvm.options.d"
cp /files/gc.options "$prepared/jvm.options.d/"

# Copies of a shard go to different zones. A zone is a label of the Kubernetes node. A node that can't be asked for is
# taken for a zone of its own: its shards may share a zone with their copies until its next start, but it does start.
if [[ -e /kubernetes/token ]]; then
  answer=$(
    curl --config - --silent --show-error --fail --retry 5 --retry-all-errors --retry-max-time 40 --max-time 10 \
      --cacert /kubernetes/ca.crt "https://kubernetes.default.svc/api/v1/nodes/$NODE_NAME" \
      <<< "header = \"Authorization: Bearer $(< /kubernetes/token)\""
  ) || echo "the zone of node $NODE_NAME could not be asked for" >&2
  zone=$(grep --only-matching '"topology.kubernetes.io/zone": *"[^"]*"' <<< "$answer" | head --lines=1 | cut --delimiter='"' --fields=4) ||
    echo "node $NODE_NAME has no label topology.kubernetes.io/zone that could be read" >&2
  printf '\nnode.attr.zone: "%s"\n' "${zone:-unknown}" >> "$settings"
fi

# Keys of the snapshot store are settings that Elasticsearch takes from its keystore only.
if [[ -d /s3 ]]; then
  printf '%s\n' "$(< /s3/access-key)" "$(< /s3/secret-key)" |
    elasticsearch-keystore add --stdin --force s3.client.default.access_key s3.client.default.secret_key
fi

# Who sets all other passwords is known to each node from a file, so that no password in an index can lock it out.
touch "$prepared/curl.conf"
if [[ -e /passwords/bootstrap ]]; then
  password=$(< /passwords/bootstrap)
  printf '%s\n%s\n' "$password" "$password" | elasticsearch-users useradd bootstrap -r superuser > /dev/null
  password=${password//\\/\\\\}
  chmod 600 "$prepared/curl.conf"
  printf 'user = "bootstrap:%s"\ncacert = "/usr/share/elasticsearch/config/certs/ca.crt"\n' "${password//\"/\\\"}" > "$prepared/curl.conf"
fi

# Only a cluster that nobody has noted as formed may form. So a node that loses its disk later joins the one that is
# there, or waits for a person, and never begins a second one.
if [[ ! -e /formation/cluster-uuid ]]; then
  printf '\ncluster.initial_master_nodes: "%s"\n' "$INITIAL_MASTER_NODES" >> "$settings"
  echo "no cluster has been noted as formed: it may form of $INITIAL_MASTER_NODES"
fi

# A person wants to work on this node's disk, with elasticsearch-node.
while [[ "$(cat /formation/hold 2> /dev/null)" == "$POD_NAME" ]]; do
  echo "held by the ConfigMap elasticsearch-formation"
  sleep 5
done
