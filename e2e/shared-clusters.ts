import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Api } from "./cluster/api";
import { Cluster } from "./cluster/cluster";
import { prerequisitesIn } from "../operations/manifests/environment-manifests";
import { neededNodes } from "./cluster/needed-nodes";
import { startSimulatedCluster } from "./cluster/simulated-cluster";
import { overlays } from "../verify/overlays";
import { Processes } from "./processes";
import type { Tools } from "./tools";

export interface SharedClustersProps {
  /** Folder of the run. */
  readonly folder: string;
  readonly tools: Tools;

  /** The user's own cluster. @default a simulated one for each environment */
  readonly foreign: ForeignCluster | undefined;
}

/** A cluster that this run has not started. */
export interface ForeignCluster {
  readonly kubeconfig: string;

  /** The kubeconfig's current context. */
  readonly context: string;
}

/** The clusters of a run, each started when it is first asked for. */
export class SharedClusters {
  private readonly started = new Map<string, Promise<Cluster>>();
  private readonly applied = new Map<string, Promise<string>>();
  private readonly groups: Processes[] = [];

  /** The environments there are, the one first that asks for the most nodes: all of dist/, or the one that the user's cluster is for. */
  readonly environments: readonly string[];

  constructor(private readonly props: SharedClustersProps) {
    const { foreign } = props;
    this.environments = overlays()
      .map(({ environment, folder }) => ({ environment, rows: prerequisitesIn(folder) }))
      .filter(
        ({ rows }) =>
          !foreign || rows.some(({ kind, name }) => kind === "context" && name === foreign.context),
      )
      .sort((a, b) => neededNodes(b.rows) - neededNodes(a.rows))
      .map(({ environment }) => environment);
    if (this.environments.length === 0)
      throw new Error(`the context ${foreign?.context ?? ""} belongs to no environment of dist/`);
  }

  async get(environment: string, applied = true): Promise<Cluster> {
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
    const { tools, foreign } = this.props;
    const folder = join(this.props.folder, `cluster-${environment}`);
    mkdirSync(folder, { recursive: true });
    const processes = new Processes(folder);
    this.groups.push(processes);
    if (!foreign) return startSimulatedCluster({ environment, nth, folder, processes, tools });
    const kubectl = tools.path("kubectl");
    const { kubeconfig, context } = foreign;
    const api = await Api.start({ kubectl, kubeconfig, context, processes });
    return new Cluster({ environment, kubeconfig, context, kubectl, api });
  }
}
