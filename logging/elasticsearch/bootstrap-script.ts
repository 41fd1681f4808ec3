import type { BootstrapRequest, BootstrapUser } from "./bootstrap-requests";

/** A file of the bootstrap Job: `03-fingerprint-logs.json`, in the order of the requests. */
export function requestFile({ path }: BootstrapRequest, position: number): string {
  return `${String(position + 1).padStart(2, "0")}-${path.split("/").at(-1) ?? path}.json`;
}

/** How the Job reaches Elasticsearch. */
export interface BootstrapConnection {
  readonly url: string;
  /** The authority's certificate, or undefined where the stack has no security. */
  readonly authority?: string;
  /** Folder of the request files. */
  readonly files: string;
}

/** The Job's script: every request is a PUT that can be repeated, and none of them is skipped after an error. */
export function bootstrapScript(
  requests: readonly BootstrapRequest[],
  users: readonly BootstrapUser[],
  { url, authority, files }: BootstrapConnection,
): string {
  const secured = authority === undefined ? "" : ` --cacert ${authority} --user "elastic:$ELASTIC_PASSWORD"`;
  return `#!/bin/bash
# Puts into Elasticsearch what has to be there before the first line. It may run any number of times.
set -euo pipefail

call() {
  local method=$1 path=$2
  curl --silent --show-error --fail-with-body --max-time 60${secured} \\
    --header 'Content-Type: application/json' --request "$method" --data @- "${url}/$path"
  echo " <- $method $path"
}

# A password as JSON.
quoted() {
  local text=\${1//\\\\/\\\\\\\\}
  printf '"%s"' "\${text//\\"/\\\\\\"}"
}

echo "waiting for Elasticsearch"
until curl --silent --fail --max-time 10 --output /dev/null${secured} "${url}/_cluster/health?wait_for_status=yellow&timeout=5s"; do
  sleep 5
done

${requests.map((request, i) => `call PUT '${request.path}' < ${files}/${requestFile(request, i)}`).join("\n")}
${users
  .map(({ name, passwordVariable, role }) =>
    role === undefined
      ? `printf '{"password":%s}' "$(quoted "$${passwordVariable}")" | call PUT _security/user/${name}/_password`
      : `printf '{"password":%s,"roles":["${role}"]}' "$(quoted "$${passwordVariable}")" | call PUT _security/user/${name}`,
  )
  .join("\n")}
echo "done"
`;
}
