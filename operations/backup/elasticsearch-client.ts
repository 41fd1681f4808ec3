import { elasticsearch, elasticsearchPaths } from "../../logging/elasticsearch/elasticsearch-component";
import { users } from "../../logging/stack";
import type { Kubectl } from "../doctor/kubectl";

/** As much of Elasticsearch's HTTP API as the drill uses. */
export interface ElasticsearchClient {
  /**
   * The answer to a request; a body makes it JSON.
   *
   * @throws where Elasticsearch answers with an error
   */
  request(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
}

/**
 * Asks Elasticsearch from inside one of its pods: no way into the namespace has
 * to be opened, and the password stays in the pod's environment.
 */
export function clientInPod(kubectl: Kubectl, secured: boolean): ElasticsearchClient {
  const { namespace, name } = elasticsearch;
  const credentials = secured
    ? ` --cacert ${elasticsearchPaths.certificates}/ca.crt --user "${users.elastic}:$ELASTIC_PASSWORD"`
    : "";
  const base = `${secured ? "https" : "http"}://localhost:${String(elasticsearch.port("http"))}`;
  // The request is handed over as arguments of the script, so nothing in it is read as shell.
  const script = `curl --silent --show-error --fail-with-body --max-time 900${credentials} --header "Content-Type: application/json" --request "$1" \${3:+--data "$3"} "${base}$2"`;
  return {
    async request(method, path, body) {
      const words = [method, path, ...(body ? [JSON.stringify(body)] : [])];
      const target = ["-n", namespace, `statefulset/${name}`, "-c", name];
      const text = await kubectl.output(
        ["exec", ...target, "--", "bash", "-c", script, "drill", ...words],
        960_000,
      );
      return JSON.parse(text) as unknown;
    },
  };
}
