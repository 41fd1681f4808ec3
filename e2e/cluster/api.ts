import { readFileSync } from "node:fs";
import { type Processes, untilReady } from "../processes";

/** An object as the API returns it. */
export type KubeObject = Record<string, any> & {
  readonly metadata: Record<string, any> & { readonly name: string; readonly namespace?: string };
};

/** A request that the API server refused. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Kubernetes' REST API through `kubectl proxy`, which knows how to sign in wherever the kubeconfig leads. */
export class Api {
  private constructor(private readonly base: string) {}

  /** @param kubectl its path */
  static async start(
    kubectl: string,
    kubeconfig: string,
    context: string,
    processes: Processes,
  ): Promise<Api> {
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

  /** The changes of what a list holds, since one of its versions, until the signal says stop. */
  async *watch(
    list: string,
    version: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ type: string; object: KubeObject }> {
    const url = new URL(this.base + list);
    url.searchParams.set("watch", "true");
    url.searchParams.set("resourceVersion", version);
    const { body } = await fetch(url, { signal });
    let rest = "";
    for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop()!;
      for (const line of lines) yield JSON.parse(line);
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
    if (!response.ok) throw new ApiError(response.status, `${method} ${path}: ${text}`);
    return JSON.parse(text);
  }
}
