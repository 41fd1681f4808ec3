#!/bin/bash
# Before a node is told to stop: waits for green, STOP_SECONDS at most, so that a roll-out or a drain never takes two copies
# of a shard. A cluster that does not get green must still be able to stop.
curl --config /usr/share/elasticsearch/config/curl.conf --silent --max-time "$((STOP_SECONDS + 5))" \
  "$ELASTICSEARCH/_cluster/health?wait_for_status=green&timeout=${STOP_SECONDS}s&filter_path=status" || true
