import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Manifest } from "../../lib/synth/manifest";
import { UsageError } from "../report/command";

const run = promisify(execFile);

/** An object as the cluster returns it. Whoever reads it knows the kind. */
export interface LiveObject {
  readonly metadata: Manifest["metadata"];
  readonly [field: string]: unknown;
}

/** Who an object of a known kind is; without a namespace it is the cluster's. */
export type ObjectName = Pick<Manifest["metadata"], "namespace" | "name">;

/** What a controller has judged of an object: `Ready` is `True`. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
  readonly lastUpdateTime?: string;
}

/** A condition of an object's status; undefined before anybody has judged it. */
export function conditionOf({ status }: LiveObject, type: string): Condition | undefined {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly Condition[] };
  return conditions.find((condition) => condition.type === type);
}

/** The cluster did not answer, or not to this user. */
export class NoAnswer extends Error {}

/** kubectl, aimed at one context. Reads only. */
export class Kubectl {
  /** @param context a kube context; empty for whichever is current */
  constructor(
    readonly context: string,
    readonly command = "kubectl",
  ) {}

  /** Arguments that aim kubectl at the context. */
  aimed(args: readonly string[]): string[] {
    return this.context === "" ? [...args] : [`--context=${this.context}`, ...args];
  }

  /**
   * Standard output of a command.
   *
   * @throws NoAnswer with kubectl's last line, UsageError where there is no kubectl
   */
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

  /** One object, or undefined where there is none. */
  async get(kind: string, { namespace, name }: ObjectName): Promise<LiveObject | undefined> {
    const where = namespace === undefined ? [] : ["-n", namespace];
    const text = await this.output(["get", kind, name, ...where, "--ignore-not-found", "-o", "json"]);
    return text.trim() === "" ? undefined : (JSON.parse(text) as LiveObject);
  }

  /** Objects of a kind in a namespace, by label where one is given. */
  async list(kind: string, namespace: string, selector?: string): Promise<LiveObject[]> {
    const labels = selector === undefined ? [] : ["-l", selector];
    const text = await this.output(["get", kind, "-n", namespace, ...labels, "-o", "json"]);
    return (JSON.parse(text) as { items: LiveObject[] }).items;
  }
}
