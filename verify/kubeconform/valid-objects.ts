import type { KubernetesSchemas } from "../../tools/kubernetes-schemas";
import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";

/** Counts the objects of a YAML stream that a version accepts. Rejects with a line for each that it does not. */
export async function validObjects(
  manifests: string,
  { version, location }: KubernetesSchemas,
): Promise<number> {
  const args = ["-strict", "-summary", "-output=json", `-kubernetes-version=${version}`];
  // A program that found something exits with 1, and its report is what has to be read.
  args.push(`-schema-location=${location}`);
  const { stdout } = await runProgram(toolPath("kubeconform"), args, { input: manifests }, [0, 1]);
  const { resources, summary } = JSON.parse(stdout);
  const faults = resources.map(
    ({ kind, name, msg }: any) =>
      `${kind}/${name}, Kubernetes ${version}: ${msg.replace(/^.*\.json#' - /s, "")}`,
  );
  if (faults.length > 0) throw new Error(faults.join("\n"));
  if (summary.valid === 0) throw new Error("kubeconform was given no object");
  return summary.valid;
}
