import { spawn } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, get } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Component } from "../../contracts/component";
import { messageOf } from "../../lib/message-of";
import { type Kubectl, NoAnswer } from "./kubectl";

/** A component whose Service answers HTTP. */
type HttpService = Pick<Component<"http">, "namespace" | "name" | "servicePort">;

type Fetch = (path: string) => Promise<string>;

/** Through the API server. NetworkPolicies may deny it, and RBAC has to allow `services/proxy`. */
function throughApiServer(kubectl: Kubectl, service: HttpService): Fetch {
  const { namespace, name } = service;
  const base = `/api/v1/namespaces/${namespace}/services/${name}:${String(service.servicePort("http"))}/proxy`;
  return (path) => kubectl.output(["get", "--raw", base + path, "--request-timeout=8s"]);
}

/** Opens a way through the kubelet, which no NetworkPolicy denies. RBAC has to allow `pods/portforward`. */
async function portForward(kubectl: Kubectl, service: HttpService) {
  const { namespace, name } = service;
  const target = ["-n", namespace, `service/${name}`, `:${String(service.servicePort("http"))}`];
  const args = ["port-forward", "--address=127.0.0.1", ...target];
  const child = spawn(kubectl.command, kubectl.aimed(args), { stdio: ["ignore", "pipe", "pipe"] });
  await once(child, "spawn");
  const complaints = text(child.stderr);
  const timer = setTimeout(() => child.kill(), 10_000);
  // It says where it listens, or ends.
  const said = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  clearTimeout(timer);
  const [address] = /127\.0\.0\.1:\d+/.exec(String(said.value)) ?? [];
  if (address === undefined) {
    const last = (await complaints).trim().split("\n").at(-1);
    throw new NoAnswer(`port-forward to ${name} does not listen: ${last ?? ""}`);
  }
  const fetchPath: Fetch = async (path) => {
    try {
      // Not fetch(): it waits for ever where a tunnel is closed before the request is on its way.
      const request = get(`http://${address}${path}`, { signal: AbortSignal.timeout(8000) });
      const [response] = (await once(request, "response")) as [IncomingMessage];
      const body = await text(response);
      if (response.statusCode === 200) return body;
      throw new Error(`it answered ${String(response.statusCode)} to ${path}`);
    } catch (error) {
      throw new NoAnswer(messageOf(error));
    }
  };
  return { fetchPath, close: () => child.kill() };
}

/** Asks Services of the cluster over HTTP, by whichever way is open. */
export class ServiceClient {
  private readonly ways = new Map<string, Promise<Fetch>>();
  private readonly closers: (() => unknown)[] = [];

  constructor(private readonly kubectl: Kubectl) {}

  /**
   * The answer to a GET.
   *
   * @throws NoAnswer where neither way leads there
   */
  async get(service: HttpService, path: string): Promise<string> {
    const key = `${service.namespace}/${service.name}`;
    const way = this.ways.get(key) ?? this.open(service, path);
    this.ways.set(key, way);
    try {
      const ask = await way;
      return await ask(path).catch((error: unknown) => {
        // A tunnel does not outlive its pod: the next question looks for a way again.
        this.ways.delete(key);
        throw error;
      });
    } catch (error) {
      throw new NoAnswer(`${service.name} can't be reached: ${messageOf(error)}`);
    }
  }

  /**
   * Like `get`, for an answer in JSON.
   *
   * @throws NoAnswer for another answer, such as a proxy's page
   */
  async json<T>(service: HttpService, path: string): Promise<T> {
    const answer = await this.get(service, path);
    try {
      return JSON.parse(answer) as T;
    } catch {
      throw new NoAnswer(
        `${service.name} answered ${path} with something that is no JSON: ${answer.slice(0, 80)}`,
      );
    }
  }

  /** Ends what was opened. */
  close(): void {
    for (const close of this.closers) close();
  }

  private async open(service: HttpService, path: string): Promise<Fetch> {
    const direct = throughApiServer(this.kubectl, service);
    try {
      await direct(path);
      return direct;
    } catch (reason) {
      const { fetchPath, close } = await portForward(this.kubectl, service).catch((error: unknown) => {
        throw new NoAnswer(`${messageOf(reason)}; ${messageOf(error)}`);
      });
      this.closers.push(close);
      return fetchPath;
    }
  }
}
