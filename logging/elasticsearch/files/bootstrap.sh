#!/bin/bash
# Brings Elasticsearch to what the files beside this script say. It may run any number of times, and from any point: each
# request says what is to be, and changes nothing where it is so. One that fails holds up none after it; the script then
# fails at its end, and runs again.
#
# requests, snapshots   what is asked, a request a line: method, path, file with the body, key of the password in it
# ELASTICSEARCH         address of the cluster
# FORMATION             path of the ConfigMap that notes that the cluster has formed
set -uo pipefail
cd /bootstrap || exit

# A text between double quotes, in JSON as in curl's configuration.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

umask 077
touch /tmp/curl.conf
if [[ -e /passwords/bootstrap ]]; then
  printf 'user = %s\ncacert = /authority/ca.crt\n' "$(quoted "bootstrap:$(< /passwords/bootstrap)")" > /tmp/curl.conf
fi

ask() {
  curl --config /tmp/curl.conf --silent --show-error --max-time 60 "$@"
}

echo "waiting for Elasticsearch"
for ((tries = 0; ; tries++)); do
  status=$(ask --max-time 10 --output /dev/null --write-out '%{http_code}' \
    "$ELASTICSEARCH/_cluster/health?wait_for_status=yellow&timeout=5s" 2> /dev/null)
  [[ $status == 200 ]] && break
  if ((tries == 60)); then
    echo "Elasticsearch has not become yellow; it last answered $status (000: nothing, 401: the password of bootstrap is not that of the nodes, 408 and 503: no master or red)" >&2
    exit 1
  fi
  sleep 5
done

failed=0

# One line of a table.
request() {
  local method=$1 path=$2 file=$3 key=$4 body="" data=() answer status
  if [[ $file != - ]]; then
    body=$(< "$file")
    data=(--header 'Content-Type: application/json' --data-binary @-)
  fi
  if [[ $key != - ]]; then
    body=${body/'"@password@"'/"$(quoted "$(< "/passwords/$key")")"}
  fi
  answer=$(ask --request "$method" "${data[@]}" --write-out '\n%{http_code}' "$ELASTICSEARCH/$path" <<< "$body" 2>&1)
  status=${answer##*$'\n'}
  if [[ $status == 2?? || ($method == DELETE && $status == 404) ]]; then
    echo "$method $path"
  else
    echo "$method $path failed: $answer" >&2
    failed=1
  fi
}

table() {
  local method path file key
  while IFS=$'\t' read -r method path file key <&3; do
    request "$method" "$path" "$file" "$key"
  done 3< "$1"
}

# Notes that the cluster has formed, so that no node ever forms a second one.
note_formation() {
  local uuid
  uuid=$(ask "$ELASTICSEARCH/_cluster/state/version?filter_path=cluster_uuid" | grep --only-matching '"cluster_uuid":"[^"]*"' | cut --delimiter='"' --fields=4)
  if [[ -n $uuid ]] && curl --config - --silent --show-error --fail --max-time 60 --cacert /kubernetes/ca.crt --output /dev/null \
    --request PATCH --header 'Content-Type: application/merge-patch+json' --data "{\"data\":{\"cluster-uuid\":\"$uuid\"}}" \
    "https://kubernetes.default.svc$FORMATION" <<< "header = \"Authorization: Bearer $(< /kubernetes/token)\""; then
    echo "noted that cluster $uuid has formed"
  else
    echo "could not note that the cluster has formed: see above" >&2
    failed=1
  fi
}

table requests
note_formation
# Last, since a store that can't be reached must not hold up the rest.
table snapshots
exit "$failed"
