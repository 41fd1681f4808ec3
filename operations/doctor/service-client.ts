import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, get } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Component } from "../../contracts/component";
import { messageOf } from "../../lib/message-of";
import { type Kubectl, NoAnswer } from "./kubectl";

/** A component whose Service answers HTTP. */
type HttpService = Pick<Component<"http">, "namespace" | "name" | "servicePort">;

/** A way to a Service: the answer to a GET of a path. */
type Way = (path: string) => Promise<string>;

/** Not by fetch(): it waits for ever where a tunnel is closed before the request is on its way. */
async function httpGet(url: string): Promise<string> {
  const request = get(url, { signal: AbortSignal.timeout(8000) });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const body = await text(response);
  if (response.statusCode === 200) return body;
  throw new NoAnswer(`it answered ${String(response.statusCode)} to ${new URL(url).pathname}`);
}

/** Asks Services of the cluster over HTTP, by whichever way is open. */
export class ServiceClient {
  private readonly ways = new Map<HttpService, Promise<Way>>();
  private readonly tunnels: ChildProcess[] = [];

  constructor(private readonly kubectl: Kubectl) {}

  /** The answer to a GET. Throws NoAnswer where no way leads there, and for what is no JSON, such as a proxy's page. */
  async json<T>(service: HttpService, path: string): Promise<T> {
    const way = this.ways.get(service) ?? this.findWay(service, path);
    this.ways.set(service, way);
    const answer = await way
      .then((ask) => ask(path))
      .catch((error: unknown) => {
        throw new NoAnswer(`${service.name} can't be reached: ${messageOf(error)}`);
      });
    try {
      return JSON.parse(answer) as T;
    } catch {
      const beginning = answer.slice(0, 80);
      throw new NoAnswer(`${service.name} answered ${path} with something that is no JSON: ${beginning}`);
    }
  }

  close(): void {
    for (const tunnel of this.tunnels) tunnel.kill();
  }

  private async findWay(service: HttpService, path: string): Promise<Way> {
    const direct = this.throughApiServer(service);
    try {
      await direct(path);
      return direct;
    } catch (reason) {
      return this.portForward(service, messageOf(reason));
    }
  }

  /** NetworkPolicies may deny this way, and RBAC has to allow `services/proxy`. */
  private throughApiServer(service: HttpService): Way {
    const { namespace, name } = service;
    const port = String(service.servicePort("http"));
    const base = `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy`;
    return (path) => this.kubectl.output(["get", "--raw", base + path, "--request-timeout=8s"]);
  }

  /** Opens a way through the kubelet, which no NetworkPolicy denies. RBAC has to allow `pods/portforward`. */
  private async portForward(service: HttpService, reason: string): Promise<Way> {
    const { namespace, name } = service;
    const target = ["-n", namespace, `service/${name}`, `:${String(service.servicePort("http"))}`];
    const args = this.kubectl.aimed(["port-forward", "--address=127.0.0.1", ...target]);
    const child = spawn(this.kubectl.command, args, { stdio: ["ignore", "pipe", "pipe"] });
    await once(child, "spawn");
    this.tunnels.push(child);
    const complaints = text(child.stderr);
    const timer = setTimeout(() => child.kill(), 10_000);
    // It says where it listens, or ends.
    const said = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
    clearTimeout(timer);
    const [address] = /127\.0\.0\.1:\d+/.exec(String(said.value)) ?? [];
    if (address !== undefined) return (path) => httpGet(`http://${address}${path}`);
    const last = (await complaints).trim().split("\n").at(-1);
    throw new NoAnswer(`${reason}; port-forward to ${name} does not listen: ${last ?? ""}`);
  }
}
