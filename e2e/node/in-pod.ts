import type { KubeObject } from "../cluster/api";
import { mustRun } from "../run";
import { processOf } from "./pods";

/** Asks something over HTTP from inside a pod's network, where no policy is in the way of what is the pod's own. */
export async function askIn(pod: KubeObject, url: string, ...options: readonly string[]): Promise<any> {
  const words = ["--silent", "--show-error", "--fail-with-body", "--max-time", "20", ...options, url];
  const text = await mustRun("nsenter", [`--target=${processOf(pod)}`, "--net", "curl", ...words]);
  return text === "" ? undefined : JSON.parse(text);
}

/** Options that make it a request with a JSON body. */
export const withJson = (body: object): string[] => [
  ...["--header", "Content-Type: application/json", "--data", JSON.stringify(body)],
];
