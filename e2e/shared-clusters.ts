import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Api } from "./cluster/api";
import { startProxy } from "./cluster/api-proxy";
import { Cluster } from "./cluster/cluster";

import { startSimulatedCluster } from "./cluster/simulated-cluster";
import { customResourceDefinitions } from "../tools/custom-resources";
import { Processes } from "./processes";
import { mustRun } from "./run";
import type { Tools } from "./tools";

export interface SharedClustersProps {
  /** Folder of the run. */
  readonly folder: string;
  readonly tools: Tools;

  /** The user's own cluster, for every environment. @default a simulated one for each environment */
  readonly kubeconfig: string | undefined;
}

/** The clusters of a run, each started when it is first asked for. */
export class SharedClusters {
  private readonly started = new Map<string, Promise<Cluster>>();
  private readonly applied = new Map<string, Promise<string>>();
  private readonly groups: Processes[] = [];

  constructor(private readonly props: SharedClustersProps) {}

  async get(environment: string, { applied = true }: { readonly applied?: boolean } = {}): Promise<Cluster> {
    const nth = this.started.size;
    const cluster = this.started.get(environment) ?? this.start(environment, nth);
    this.started.set(environment, cluster);
    if (applied) {
      const work =
        this.applied.get(environment) ?? cluster.then((ready) => ready.mustDeploy(["apply", "--yes"]));
      this.applied.set(environment, work);
      await work;
    }
    return cluster;
  }

  async stop(): Promise<void> {
    for (const processes of this.groups) await processes.stop();
  }

  private async start(environment: string, nth: number): Promise<Cluster> {
    const { tools, kubeconfig } = this.props;
    const folder = join(this.props.folder, `cluster-${environment}`);
    mkdirSync(folder, { recursive: true });
    const processes = new Processes(folder);
    this.groups.push(processes);
    if (kubeconfig === undefined) {
      const manifests = resolve(__dirname, "../dist", environment);
      return startSimulatedCluster({
        environment,
        manifests,
        nth,
        folder,
        processes,
        tools,
        customResources: customResourceDefinitions(),
      });
    }
    const kubectl = tools.path("kubectl");
    const context = (
      await mustRun(kubectl, [`--kubeconfig=${kubeconfig}`, "config", "current-context"])
    ).trim();
    const api = new Api(await startProxy({ kubectl, kubeconfig, context, processes }));
    return new Cluster({ environment, kubeconfig, context, kubectl, api });
  }
}
