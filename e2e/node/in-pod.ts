import type { KubeObject } from "../cluster/api";
import { runProgram } from "../../verify/run-program";
import { processOf } from "./pods";

interface AskOptions {
  /** @default false */
  readonly https?: boolean;
  /** More words for curl. @default none */
  readonly options?: readonly string[];
  /** What curl reads from its input: `--config -` takes what must not be an argument. @default nothing */
  readonly input?: string;
}

/**
 * Asks a pod's first port over HTTP, or HTTPS, from inside the pod's own network, where no policy is in the way.
 *
 * @param path Path and query, with a slash at its beginning.
 * @returns what the JSON of the answer says
 */
export async function askIn(
  pod: KubeObject,
  path: string,
  { https = false, options = [], input = "" }: AskOptions = {},
): Promise<any> {
  const { containerPort } = pod["spec"].containers[0].ports[0];
  const url = `${https ? "https" : "http"}://localhost:${containerPort}${path}`;
  const words = ["--silent", "--show-error", "--fail-with-body", "--max-time", "20", ...options, url];
  const nsenter = [`--target=${processOf(pod)}`, "--net", "curl", ...words];
  const { stdout: text } = await runProgram("nsenter", nsenter, { input });
  return text === "" ? undefined : JSON.parse(text);
}

/** Options that make it a request with a JSON body. */
export const withJson = (body: object): string[] => [
  ...["--header", "Content-Type: application/json", "--data", JSON.stringify(body)],
];

/** What Prometheus answers to a query, at this moment. */
export async function query(prometheus: KubeObject, expression: string): Promise<readonly any[]> {
  const { data } = await askIn(prometheus, `/api/v1/query?query=${encodeURIComponent(expression)}`);
  return data.result;
}
