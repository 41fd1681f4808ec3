import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { k8s } from "cdk8s-plus-28";
import type { Environment } from "../../environments/shape/environment";
import type { Manifest } from "../../lib/synth/manifest";
import { UsageError } from "../report/command";

const run = promisify(execFile);

/** Who an object of a known kind is; without a namespace it is the cluster's. */
export type ObjectName = Pick<Manifest["metadata"], "namespace" | "name">;

/** An object as the cluster returns it: what is read of it, each field of the kinds that have it. */
export interface LiveObject {
  readonly metadata: Manifest["metadata"];
  readonly data?: Readonly<Record<string, string>>;
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[];
  readonly spec?: Partial<
    Omit<k8s.DeploymentSpec, "selector"> & k8s.HorizontalPodAutoscalerSpecV2 & k8s.ServiceSpec
  >;
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
      readonly lastUpdateTime?: string;
    }[];
    readonly phase?: string;
    readonly containerStatuses?: readonly { readonly state?: { readonly waiting?: { reason?: string } } }[];
    readonly readyReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
    readonly succeeded?: number;
    readonly currentMetrics?: readonly unknown[];
    readonly loadBalancer?: { readonly ingress?: readonly { ip?: string; hostname?: string }[] };
    readonly addresses?: readonly { readonly type?: string; readonly value: string }[];
    readonly notAfter?: string;
  };
}

/** A condition of an object's status; undefined before anybody has judged it. */
export const conditionOf = ({ status }: LiveObject, type: string) =>
  status?.conditions?.find((condition) => condition.type === type);

/** The cluster did not answer, or not to this user. */
export class NoAnswer extends Error {}

export class Kubectl {
  /** @param context a kube context; empty for whichever is current */
  constructor(
    readonly context: string,
    readonly command = "kubectl",
  ) {}

  aimed(args: readonly string[]): string[] {
    return this.context === "" ? [...args] : [`--context=${this.context}`, ...args];
  }

  /** What a command prints. Throws NoAnswer with kubectl's last line, UsageError where there is no kubectl. */
  async output(args: readonly string[], timeout = 20_000): Promise<string> {
    try {
      const { stdout } = await run(this.command, this.aimed(args), { timeout, maxBuffer: 256 * 2 ** 20 });
      return stdout;
    } catch (error) {
      const { code, stderr = "", message } = error as { code?: unknown; stderr?: string; message: string };
      if (code === "ENOENT") {
        throw new UsageError("kubectl is not installed: https://kubernetes.io/docs/tasks/tools/");
      }
      const last = stderr.trim().split("\n").at(-1) ?? "";
      throw new NoAnswer(last === "" ? message.trim() : last);
    }
  }

  async get(kind: string, { namespace, name }: ObjectName): Promise<LiveObject | undefined> {
    const where = namespace === undefined ? [] : ["-n", namespace];
    const text = await this.output(["get", kind, name, ...where, "--ignore-not-found", "-o", "json"]);
    return text.trim() === "" ? undefined : (JSON.parse(text) as LiveObject);
  }

  async list(kind: string, namespace: string, selector = ""): Promise<LiveObject[]> {
    const text = await this.output(["get", kind, "-n", namespace, "-l", selector, "-o", "json"]);
    return (JSON.parse(text) as { items: LiveObject[] }).items;
  }
}

/** Tells the user why a cluster's answer is needed. */
const refusing = (tell: (why: string) => string) => (error: unknown) => {
  throw error instanceof NoAnswer ? new UsageError(tell(error.message)) : error;
};

/**
 * kubectl, aimed at the context that is asked for, or else the current one. Throws UsageError for a context of another
 * environment, and for a cluster that does not answer.
 */
export async function kubectlFor(
  { name, cluster }: { readonly name: string; readonly cluster: Pick<Environment["cluster"], "contexts"> },
  asked: string | undefined,
  program = "kubectl",
): Promise<Kubectl> {
  const belongs = `${name} belongs to: ${cluster.contexts.join(", ")}`;
  const unselected = refusing(() => `no kube context is selected. ${belongs}. Choose one with --context`);
  const current = () => new Kubectl("", program).output(["config", "current-context"]).catch(unselected);
  const context = asked ?? (await current()).trim();
  if (!cluster.contexts.includes(context)) {
    throw new UsageError(`the kube context ${context} does not belong to ${name}. ${belongs}`);
  }
  const kubectl = new Kubectl(context, program);
  await kubectl
    .output(["get", "--raw", "/version", "--request-timeout=10s"])
    .catch(refusing((why) => `the cluster of context ${context} does not answer: ${why}`));
  return kubectl;
}
