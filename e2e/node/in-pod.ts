import type { KubeObject } from "../cluster/api";
import { runProgram } from "../../verify/run-program";
import { processOf } from "./pods";

interface AskOptions {
  /** More words for curl. @default none */
  readonly options?: readonly string[];

  /** Asks over HTTPS, as a user, such as `elastic:password`. @default over HTTP, as nobody */
  readonly user?: string;
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
  { options = [], user }: AskOptions = {},
): Promise<any> {
  const { containerPort } = pod["spec"].containers[0].ports[0];
  const url = `${user === undefined ? "http" : "https"}://localhost:${containerPort}${path}`;
  // The password must not be an argument, and the certificate is not for this name.
  const words = ["--config", "-", "--insecure", "--silent", "--show-error", "--max-time", "20"];
  const nsenter = [`--target=${processOf(pod)}`, "--net", "curl", ...words, "--fail-with-body"];
  const input = user === undefined ? "" : `user = "${user}"`;
  const { stdout: text } = await runProgram("nsenter", [...nsenter, ...options, url], { input });
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
