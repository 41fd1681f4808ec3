import { existsSync, mkdirSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { toolPath } from "../../tools/tool-path";
import { type ControlPlane, writeKubeconfig } from "../cluster/control-plane";
import { type Processes, type Program, untilReady } from "../processes";
import type { Api } from "../cluster/api";
import { isReady } from "../cluster/pods";
import { runProgram } from "../../verify/run-program";
import { until } from "../until";
import { cgroupOf, makeCgroup } from "./cgroups";
import { type DaemonName, daemonsOf } from "./daemons/daemons";
import { addresses, apiServerPort, connectNode, gateway, plugNode } from "./network";
import { cgroupsOf, kill, processes } from "./process-table";

export interface RealNodeProps {
  /** From 1. */
  readonly number: number;
  readonly folder: string;
  readonly processes: Processes;
  readonly controlPlane: ControlPlane;
  readonly api: Api;

  /** Id of the process that takes the node's cgroup away at the end. */
  readonly run: number;
}

/** A node of real programs, with a network, mounts and a host name of its own. */
export class RealNode {
  private readonly programs = new Map<DaemonName, Program>();

  private constructor(
    private readonly props: RealNodeProps,
    readonly name: string,
    /** Process that holds the node's namespaces. */
    private readonly holder: number,
    private readonly daemons: ReturnType<typeof daemonsOf>,
    private readonly cgroup: string,
  ) {}

  /** Starts a node and waits until the cluster calls it ready. */
  static async start(props: RealNodeProps): Promise<RealNode> {
    const { number, folder, controlPlane, run } = props;
    const name = `node-${number}`;
    const address = addresses.node(number);
    mkdirSync(folder, { recursive: true });
    const script = [resolve(__dirname, "set-up-node.sh"), name, folder, address, gateway];
    const setUp = props.processes.start({
      ...{ name, program: "unshare", args: ["--mount", "--net", "--uts", ...script] },
    });
    const told = (file: string) => untilReady(setUp, 20, () => existsSync(join(folder, file)));
    await told("unconnected");
    await connectNode(number, setUp.pid);
    await told("ready");

    const cgroup = cgroupOf(run, name);
    makeCgroup(cgroup);
    const { authority, authorityFile: clientAuthority } = controlPlane;
    const server = `https://${gateway}:${apiServerPort}`;
    const client = (commonName: string, organizations: string[] = []) =>
      writeKubeconfig({ folder, context: name, server, authority }, { commonName, organizations });
    const serving = { commonName: name, names: [name], addresses: [address] };
    const daemons = daemonsOf({
      ...{ folder, name, number, cgroup, clientAuthority },
      kubeconfigs: {
        kubelet: await client(`system:node:${name}`, ["system:nodes"]),
        "kube-proxy": await client("system:kube-proxy"),
        // It reads pods, namespaces and policies; a role of its own would prove nothing about the manifests.
        "kube-router": await client("e2e-kube-router", ["system:masters"]),
      },
      certificate: await authority.issueInto(folder, "serving", serving),
    });
    const node = new RealNode(props, name, setUp.pid, daemons, cgroup);
    await node.boot();
    return node;
  }

  /** Starts the node's programs, as a boot does. */
  async boot(): Promise<void> {
    const socket = `/proc/${this.holder}/root/run/containerd/containerd.sock`;
    const runtime = this.startDaemon("containerd");
    await untilReady(runtime, 20, () => existsSync(socket));
    const kubelet = this.startDaemon("kubelet");
    const path = `/api/v1/nodes/${this.name}`;
    await untilReady(kubelet, 60, async () => isReady(await this.props.api.get(path)));
    // kube-proxy that starts before its node is known never sets a Service up.
    for (const name of ["kube-proxy", "kube-router"] as const) this.startDaemon(name);
  }

  startDaemon(name: DaemonName): Program {
    const shim = dirname(toolPath("containerd-shim-runc-v2"));
    const started = this.props.processes.start({
      ...{ name: `${this.name}-${name}`, program: "nsenter" },
      args: [...this.entry, toolPath(name), ...this.daemons[name]],
      // containerd looks for its shim there.
      env: { PATH: `${shim}:${process.env["PATH"] ?? ""}` },
    });
    this.programs.set(name, started);
    return started;
  }

  /** Kills one of the node's programs; its children go on. */
  async killDaemon(name: DaemonName): Promise<void> {
    await this.programs.get(name)?.stop("SIGKILL");
  }

  /** Takes the node off the network, with all that runs on it, or puts it back. */
  plug(state: "up" | "down"): Promise<unknown> {
    return plugNode(this.props.number, state);
  }

  /** How nsenter goes into the node's namespaces. */
  private get entry(): string[] {
    return [`--target=${this.holder}`, "--mount", "--net", "--uts", "--wd=/"];
  }

  /**
   * Loses power and comes back: all of its containers and programs are killed, what was in memory is gone, and what
   * was on its disk is there.
   */
  async reboot(): Promise<void> {
    for (const name of this.programs.keys()) await this.killDaemon(name);
    const namespace = (pid: number | string) => readlinkSync(`/proc/${pid}/ns/mnt`);
    const own = namespace(this.holder);
    // What containerd leaves to itself is in the node's namespaces, and its containers are in the node's cgroup.
    const belongs = (pid: string) => namespace(pid) === own || cgroupsOf(pid).includes(`:/${this.cgroup}/`);
    const remaining = () => processes((pid) => pid !== String(this.holder) && belongs(pid));
    await until(`${this.name} has no process left`, 20, () => {
      for (const pid of remaining()) kill(pid);
      return remaining().length === 0;
    });
    makeCgroup(this.cgroup);
    await runProgram("nsenter", [...this.entry, resolve(__dirname, "lose-power.sh"), this.props.folder]);
    await this.boot();
  }
}
