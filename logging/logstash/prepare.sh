#!/bin/bash
# Puts Logstash's configuration together, and waits for the index template: an index that is made without it stays
# wrong until the next day. It may run any number of times, as after a node's restart, and after being killed.
set -euo pipefail
cp --recursive --force /usr/share/logstash/config/. /prepared/
cat /files/logstash.yml > /prepared/logstash.yml
cat /files/pipelines.yml > /prepared/pipelines.yml

# For curl as a file, since every process can read another's arguments.
credentials() {
  [ -n "${ELASTICSEARCH_USER:-}" ] || return 0
  local password=${ELASTICSEARCH_PASSWORD//\\/\\\\}
  printf 'user = "%s:%s"\ncacert = "/usr/share/logstash/certs/ca.crt"\n' "$ELASTICSEARCH_USER" "${password//\"/\\\"}"
}

until answer=$(curl --silent --show-error --fail-with-body --max-time 10 --config <(credentials) \
  "$ELASTICSEARCH_URL/_index_template/$INDEX_TEMPLATE" 2>&1); do
  echo "waiting for the index template: ${answer##*$'\n'}"
  sleep 5
done
