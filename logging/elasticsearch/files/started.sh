#!/bin/bash
# Whether the node has started: it has a master, and the shards have their copies again. A drain or a roll-out waits for
# that before it takes the next node. After RECOVERY_SECONDS a master is enough: one index that can't recover must not keep
# a whole cluster from being written to.
#
# ELASTICSEARCH   address of the node
# RECOVERED       status of a cluster that has recovered: green, or yellow for one node
set -euo pipefail

since=/tmp/recovering-since
health=$ELASTICSEARCH/_cluster/health

healthy() {
  curl --config /usr/share/elasticsearch/config/curl.conf --silent --fail --max-time 8 --output /dev/null "$1"
}

[[ -e $since ]] || date +%s > "$since"
if healthy "$health?wait_for_status=$RECOVERED&timeout=5s"; then
  rm "$since"
elif (($(date +%s) - $(< "$since") > RECOVERY_SECONDS)) && healthy "$health?timeout=5s"; then
  echo "shards have not recovered in $RECOVERY_SECONDS seconds"
  rm "$since"
else
  exit 1
fi
