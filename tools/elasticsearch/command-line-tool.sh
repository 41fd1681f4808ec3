#!/usr/bin/env bash
# Elasticsearch's command-line tool that this file is called as: elasticsearch-node, elasticsearch-users …
set -euo pipefail
home=/usr/share/elasticsearch
classes=("$home"/launch "$home"/server/* "$home"/modules/x-pack-core/* "$home"/modules/x-pack-security/*)
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Des.path.home="$home" -Des.path.conf="${ES_PATH_CONF:-$home/config}" \
  -cp "$(IFS=: && echo "${classes[*]}")" Tool "${0##*-}" "$@"
