#!/bin/bash
# Imports the saved objects. They have fixed ids, so a second import replaces them and adds nothing.
set -euo pipefail

# For curl as a file, since every process can read another's arguments.
credentials() {
  [ -n "${KIBANA_USER:-}" ] || return 0
  local password=${KIBANA_PASSWORD//\\/\\\\}
  printf 'user = "%s:%s"\ncacert = "/authority/ca.crt"\n' "$KIBANA_USER" "${password//\"/\\\"}"
}

ask() {
  curl --silent --show-error --fail-with-body --max-time 60 --header 'kbn-xsrf: bootstrap' --config <(credentials) "$@"
}

until answer=$(ask "$KIBANA_URL/api/status" 2>&1); do
  echo "waiting for Kibana: ${answer##*$'\n'}"
  sleep 5
done
answer=$(ask --form 'file=@/bootstrap/saved-objects.ndjson' "$KIBANA_URL/api/saved_objects/_import?overwrite=true")
echo "$answer"
# Kibana answers 200 even where it refused single objects.
grep --quiet '"success":true' <<< "$answer"
ask --header 'Content-Type: application/json' --data "{\"data_view_id\":\"$DATA_VIEW\",\"force\":true}" \
  "$KIBANA_URL/api/data_views/default"
