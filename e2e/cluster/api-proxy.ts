import { readFileSync } from "node:fs";
import { type Processes, untilReady } from "../processes";

export interface ProxyProps {
  /** Path of kubectl. */
  readonly kubectl: string;
  readonly kubeconfig: string;

  /** @default the kubeconfig's current context */
  readonly context?: string;
  readonly processes: Processes;
}

/** Starts `kubectl proxy` on a port of 127.0.0.1 and returns its address. */
export async function startProxy({ kubectl, kubeconfig, context, processes }: ProxyProps): Promise<string> {
  const proxy = processes.start({
    name: "kubectl-proxy",
    program: kubectl,
    args: [
      "proxy",
      "--port=0",
      `--kubeconfig=${kubeconfig}`,
      ...(context === undefined ? [] : [`--context=${context}`]),
      // By default it refuses exec, attach and port-forward; nothing here needs them.
    ],
  });
  let address = "";
  await untilReady(proxy, 20, () => {
    address = /Starting to serve on (\S+)/.exec(readFileSync(proxy.logFile, "utf8"))?.[1] ?? "";
    return Promise.resolve(address !== "");
  });
  return `http://${address}`;
}
