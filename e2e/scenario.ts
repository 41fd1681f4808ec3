import type { Cluster } from "./cluster/cluster";
import type { OwnStage } from "./run-scenario";
import type { Tools } from "./tools";

/** What a scenario may use. */
export interface Stage extends OwnStage {
  /** Paths of the pinned programs, such as `tools.path("prometheus")`. */
  readonly tools: Tools;

  /** The environments there are: all of dist/, or with `E2E_KUBECONFIG` the one that the user's cluster is for. */
  readonly environments: readonly string[];

  /** The one of them that asks for the most nodes. */
  readonly largest: string;

  /** The one of them that asks for the fewest nodes. Where there is one only, it is the largest, too. */
  readonly smallest: string;

  /**
   * A running cluster that has every prerequisite of an environment, with the environment applied to it.
   * All scenarios of a run share it: who changes it puts it back.
   * With `E2E_KUBECONFIG` it is the user's own cluster, used as it is.
   */
  readonly cluster: (environment: string) => Promise<Cluster>;
}

/** Where a real program takes the place of simulated pods. */
export interface Place extends Pick<Stage, "folder" | "processes" | "tools"> {
  readonly cluster: Cluster;
}

/** Names of environments, the one first that asks for the most nodes. */
type Environments = readonly string[];

export const onLargest = (environments: Environments): Environments => environments.slice(0, 1);
export const onSmallest = (environments: Environments): Environments => environments.slice(-1);

/** One promise of the documents, tried on real programs. */
export interface Scenario {
  /** Short name for `--only` and the table, such as "S4". */
  readonly id: string;

  /** What is shown to be true, as a sentence without a full stop. */
  readonly title: string;

  /** Seconds after which the scenario has failed. Starting clusters and applying environments to them does not count. */
  readonly timeLimit: number;

  /** Whether it also makes sense on a cluster of the user's, by `E2E_KUBECONFIG`. @default false */
  readonly anyCluster?: boolean;

  /** Those of the environments whose clusters it has for itself while it runs. @default all of them */
  readonly on?: (environments: Environments) => Environments;

  /** Whether the environments are applied to them before. @default true */
  readonly applied?: boolean;

  /** Throws what is wrong; returns what was measured, in one line. */
  run(stage: Stage): Promise<string>;
}
