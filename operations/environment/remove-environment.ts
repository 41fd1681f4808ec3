import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Declaration } from "../../environments/shape/read-environments";
import { UsageError } from "../report/command";
import { root } from "../root";
import { examplesOf } from "./gitops-examples";
import { ask, canAsk, showLinesWith, synthesizeAnew } from "./terminal";

/** How its objects leave the cluster: nothing here reaches one. */
function waysOut({ name, cluster }: Declaration["props"]): string[] {
  const context = cluster.contexts[0] ?? name;
  const flux = `kubectl --context ${context}`;
  const byTool: Readonly<Record<string, readonly string[]>> = {
    "argo-cd": [
      "  # where Argo CD runs; what it has applied stays",
      `  kubectl delete application fingerprint-${name} -n argocd`,
    ],
    flux: [
      "  # Flux; what is suspended leaves all that it has applied",
      `  ${flux} patch kustomization fingerprint-${name} -n flux-system --type=merge -p '{"spec":{"suspend":true}}'`,
      `  ${flux} delete kustomization fingerprint-${name} -n flux-system`,
    ],
  };
  return [
    `Delete ${name} from its cluster first, or afterwards by the same command:`,
    ...examplesOf(name).flatMap((file) => byTool[file.split("/").at(-2) ?? ""] ?? []),
    "  # what deploy.sh has applied; --namespaces takes Secrets and volumes along",
    `  ./deploy.sh ${name} delete --context ${context}`,
    `  ./deploy.sh ${name} delete --context ${context} --namespaces`,
  ];
}

/**
 * Takes an environment's file, examples, manifests and documents away, once a person has agreed.
 *
 * @returns the exit status
 * @throws UsageError where it can't go or nobody agrees, before anything is changed
 */
export async function removeEnvironment(
  { file, props }: Declaration,
  declarations: readonly Declaration[],
  agreed: boolean,
): Promise<number> {
  const { name } = props;
  if (declarations.length === 1) throw new UsageError(`${name} is the last environment: add another before`);
  console.log(waysOut(props).join("\n"));
  if (!agreed && !canAsk()) throw new UsageError("nobody can be asked: add --yes. Nothing was changed.");
  if (!agreed && (await ask(`Type ${name} to take away its file, examples, dist/ and documents: `)) !== name)
    throw new UsageError("not confirmed. Nothing was changed.");

  for (const one of [file, ...examplesOf(name)]) rmSync(join(root, one));
  if (!synthesizeAnew()) return 1;
  console.log(`\n${name} is no longer declared. Pages that still name it:`);
  showLinesWith(name, "*.md");
  return 0;
}
