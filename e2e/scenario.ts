import type { Cluster } from "./cluster/cluster";
import type { OwnStage, TimedScenario } from "./run-scenario";
import type { Tools } from "./tools";

/** What a scenario may use. */
export interface Stage extends OwnStage {
  /** Paths of the pinned programs, such as `tools.path("prometheus")`. */
  readonly tools: Tools;
  /** The one of the environments that asks for the most nodes. */
  readonly largest: string;
  /**
   * A running cluster for each environment that the scenario is on, with its prerequisites and the environment applied.
   * All scenarios of a run share them: who changes one puts it back.
   * With `E2E_KUBECONFIG` it is the user's own cluster, used as it is.
   */
  readonly clusters: readonly Cluster[];
  /** The first of them. */
  readonly cluster: Cluster;
}

/** Names of all environments of dist/, or with `E2E_KUBECONFIG` of the one that the user's cluster is for; the one first that asks for the most nodes. */
type Environments = readonly string[];

export const onLargest = (environments: Environments): Environments => environments.slice(0, 1);
export const onSmallest = (environments: Environments): Environments => environments.slice(-1);

/** Measures something on each cluster, all at once. */
export const onEach =
  (measure: (cluster: Cluster) => Promise<string>) =>
  async ({ clusters }: Stage): Promise<string> =>
    (await Promise.all(clusters.map(measure))).join("; ");

/** Tells the whole seconds since it was made. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => Math.round((performance.now() - start) / 1000);
}

/** A promise that a simulated cluster can show. */
export interface Scenario extends TimedScenario<Stage> {
  /** Whether it also makes sense on a cluster of the user's, by `E2E_KUBECONFIG`. @default false */
  readonly anyCluster?: boolean;
  /** Those of the environments whose clusters it has for itself while it runs. @default all of them */
  readonly on?: (environments: Environments) => Environments;
  /** Whether the environments are applied to them before. @default true */
  readonly applied?: boolean;
}
