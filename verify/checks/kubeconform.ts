import { type KubernetesSchemas, kubernetesSchemas } from "../../tools/kubernetes-schemas";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistakesIn } from "../check";
import { overlays, render } from "../overlays";
import { runProgram } from "../run-program";

export const kubeconform: Check = {
  proves: "no object has an unknown kind or field or a wrong type, for the oldest Kubernetes and the newest",
  needs: ["kubectl", "kubeconform"],
  run: async () => {
    const manifests = (await Promise.all(overlays().map(({ folder }) => render(folder)))).join("\n---\n");
    const schemas = await kubernetesSchemas();
    const counts = await Promise.all(schemas.map((version) => validObjects(manifests, version)));
    return schemas.map(({ version }, index) => `${counts[index]} objects against ${version}`).join(", ");
  },
  mistakes: mistakesIn("kubeconform", async (manifest: string) => {
    const [oldest] = await kubernetesSchemas();
    return validObjects(manifest, oldest!);
  }),
};

/** Counts the objects of a YAML stream that a version accepts. Rejects with a line for each that it does not. */
export async function validObjects(
  manifests: string,
  { version, location }: KubernetesSchemas,
): Promise<number> {
  const which = [`-kubernetes-version=${version}`, `-schema-location=${location}`];
  const args = ["-strict", "-summary", "-output=json", ...which];
  // A program that found something exits with 1, and its report is what has to be read.
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
