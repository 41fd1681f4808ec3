import type { Environment } from "../../environments/shape/environment";
import { UsageError } from "../report/command";
import { Kubectl, NoAnswer } from "./kubectl";

/**
 * kubectl, aimed at a context that belongs to the environment: the one that is
 * asked for, or else the current one.
 *
 * @throws UsageError for a context of another environment, or a cluster that does not answer
 */
export async function kubectlFor(
  { name, cluster }: { readonly name: string; readonly cluster: Pick<Environment["cluster"], "contexts"> },
  asked: string | undefined,
  program = "kubectl",
): Promise<Kubectl> {
  const belongs = `${name} belongs to: ${cluster.contexts.join(", ")}`;
  const context =
    asked ??
    (
      await new Kubectl("", program).output(["config", "current-context"]).catch((error: unknown) => {
        if (!(error instanceof NoAnswer)) throw error;
        throw new UsageError(`no kube context is selected. ${belongs}. Choose one with --context`);
      })
    ).trim();
  if (!cluster.contexts.includes(context)) {
    throw new UsageError(`the kube context ${context} does not belong to ${name}. ${belongs}`);
  }
  const kubectl = new Kubectl(context, program);
  try {
    await kubectl.output(["get", "--raw", "/version", "--request-timeout=10s"]);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new UsageError(`the cluster of context ${context} does not answer: ${error.message}`);
  }
  return kubectl;
}
