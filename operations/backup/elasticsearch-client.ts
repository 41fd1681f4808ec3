import { elasticsearch } from "../../contracts/components";
import { elasticsearchPaths } from "../../logging/elasticsearch/elasticsearch-yml";
import { type Kubectl, NoAnswer } from "../doctor/kubectl";

/**
 * As much of Elasticsearch's HTTP API as the drill uses: the answer to a request; a body makes it JSON. Rejects with
 * NoAnswer and Elasticsearch's reason where it refuses, or curl's where it is not reached.
 */
export type AskElasticsearch = (
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: object,
) => Promise<unknown>;

/**
 * Asks Elasticsearch from inside one of its pods: no way into the namespace has
 * to be opened, and the password stays in a file of the pod.
 */
export function clientInPod(kubectl: Kubectl): AskElasticsearch {
  const { namespace, name } = elasticsearch;
  // The request is handed over as arguments of the script, so nothing in it is read as shell. The status follows the
  // answer: by an exit code of its own, kubectl would say nothing but that code.
  const curl = `curl --config ${elasticsearchPaths.curlConfig} --silent --show-error --write-out '\\n%{http_code}' --max-time 900 --header "Content-Type: application/json" --request "$1" \${3:+--data "$3"} "$ELASTICSEARCH$2"`;
  const script = `answer=$(${curl} 2>&1) || answer+=$'\\n0'; printf '%s' "$answer"`;
  const exec = ["exec", "-n", namespace, `statefulset/${name}`, "-c", name, "--"];
  return async (method, path, body) => {
    const words = [method, path, ...(body ? [JSON.stringify(body)] : [])];
    const text = await kubectl.output([...exec, "bash", "-c", script, "drill", ...words], 960_000);
    const end = text.lastIndexOf("\n");
    const [answer, status] = [text.slice(0, end), Number(text.slice(end + 1))];
    if (status >= 200 && status < 300) return JSON.parse(answer) as unknown;
    const reason =
      /curl: .*/.exec(answer)?.[0] ?? /"reason": ?"((?:[^"\\]|\\.)+)"/.exec(answer)?.[1] ?? answer.trim();
    throw new NoAnswer(`${method} ${path}: ${status === 0 ? "" : `${String(status)}, `}${reason}`);
  };
}
