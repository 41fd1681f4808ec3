import { readFileSync } from "node:fs";
import { type Processes, untilReady } from "../processes";

/** An object as the API returns it. */
export type KubeObject = Record<string, any> & {
  readonly metadata: Record<string, any> & { readonly name: string; readonly namespace?: string };
};

/** One event of a watch. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

/** A request that the API server refused. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface ApiProps {
  /** Path of kubectl. */
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly context: string;
  readonly processes: Processes;
}

/** Kubernetes' REST API through `kubectl proxy`, which knows how to sign in wherever the kubeconfig leads. */
export class Api {
  private constructor(private readonly base: string) {}

  /** Starts the proxy on a port of 127.0.0.1. */
  static async start({ kubectl, kubeconfig, context, processes }: ApiProps): Promise<Api> {
    const proxy = processes.start({
      name: "kubectl-proxy",
      program: kubectl,
      // By default it refuses exec, attach and port-forward; nothing here needs them.
      args: ["proxy", "--port=0", `--kubeconfig=${kubeconfig}`, `--context=${context}`],
    });
    let address: string | undefined;
    await untilReady(proxy, 20, () => {
      address = /Starting to serve on (\S+)/.exec(readFileSync(proxy.logFile, "utf8"))?.[1];
      return address !== undefined;
    });
    return new Api(`http://${address}`);
  }

  get(path: string): Promise<KubeObject> {
    return this.request("GET", path);
  }

  async list(path: string): Promise<readonly KubeObject[]> {
    return (await this.request("GET", path))["items"];
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.get(path);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return false;
      throw error;
    }
  }

  create(path: string, object: object): Promise<KubeObject> {
    return this.request("POST", path, object);
  }

  /** Merges into an object; `path` may end in `/status` or `/scale`. */
  merge(path: string, patch: object): Promise<KubeObject> {
    return this.request("PATCH", path, patch, "application/merge-patch+json");
  }

  delete(path: string): Promise<KubeObject> {
    return this.request("DELETE", path);
  }

  /** The objects that there are, then every change until the signal says stop. */
  async *watch(path: string, signal: AbortSignal): AsyncGenerator<Change> {
    const separator = path.includes("?") ? "&" : "?";
    const response = await fetch(`${this.base}${path}${separator}watch=true`, { signal });
    if (!response.ok || !response.body) throw new ApiError(response.status, await response.text());
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const piece of response.body) {
        const lines = (rest + decoder.decode(piece as Uint8Array, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) yield JSON.parse(line);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  private async request(
    method: string,
    path: string,
    body?: object,
    type = "application/json",
  ): Promise<KubeObject> {
    const response = await fetch(this.base + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "content-type": type } }),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiError(response.status, `${method} ${path}: ${reason(text)}`);
    return JSON.parse(text);
  }
}

function reason(text: string): string {
  try {
    return JSON.parse(text).message;
  } catch {
    return text;
  }
}
