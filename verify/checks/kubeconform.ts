import { messageOf } from "../../lib/message-of";
import { type KubernetesSchemas, kubernetesSchemas } from "../../tools/kubernetes-schemas";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { sampleDeployment } from "../sample-deployment";
import { overlays, render } from "../overlays";
import { runProgram } from "../run-program";

/** Every version has to refuse the object; the first one that accepts it makes the attempt succeed. */
const refused = (what: string, manifest: object | string, refusedWith: RegExp) =>
  mistake(what, refusedWith, async () => {
    const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
    const errors: string[] = [];
    for (const version of await kubernetesSchemas()) {
      const error = await validObjects(text, version).then(() => undefined, messageOf);
      if (error === undefined) return;
      errors.push(error);
    }
    throw new Error(errors.join("\n"));
  });

/** Every object is what Kubernetes' own API description says, for the oldest supported version and the newest. */
export const kubeconform: Check = {
  name: "kubeconform",
  proves:
    "no object has an unknown field, a wrong type or an unknown kind, for the oldest Kubernetes and the newest",
  needs: ["kubectl", "kubeconform"],
  run: async () => {
    const manifests = (await Promise.all(overlays().map(({ folder }) => render(folder)))).join("\n---\n");
    const schemas = await kubernetesSchemas();
    const counts = await Promise.all(schemas.map((version) => validObjects(manifests, version)));
    return schemas.map(({ version }, index) => `${counts[index]} objects against ${version}`).join(", ");
  },
  mistakes: [
    refused(
      "an unknown field",
      sampleDeployment({ image: "a:1", imagePulPolicy: "Always" }),
      /imagePulPolicy/,
    ),
    refused(
      "a quantity with a misspelt unit",
      sampleDeployment({ resources: { limits: { memory: "512M1" } } }),
      /'512M1' does not match/,
    ),
    refused(
      "a port that is a word",
      sampleDeployment({ ports: [{ containerPort: "http" }] }),
      /containerPort.*got string, want integer/,
    ),
    refused(
      "a kind that the cluster does not know",
      { apiVersion: "policy/v1beta1", kind: "PodDisruptionBudget", metadata: { name: "a" }, spec: {} },
      /could not find schema for PodDisruptionBudget/,
    ),
    refused(
      "an unknown field of a custom kind",
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { name: "a" },
        spec: { secretName: "a", issuerRef: { name: "a" }, dnsname: ["a"] },
      },
      /dnsname/,
    ),
    refused(
      "a key that is written twice",
      '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "name": "b"}}',
      /already (set|defined)/,
    ),
  ],
};

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
