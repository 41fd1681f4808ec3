import type { Cluster } from "../cluster/cluster";
import type { OwnStage, TimedScenario } from "../run-scenario";
import type { RealNode } from "./real-node";

/** What a scenario may use. All scenarios of a run share the cluster: who changes it puts it back. */
export interface NodeStage extends OwnStage {
  /** The cluster, with the environment applied and everything ready. */
  readonly cluster: Cluster;

  /** Folder of what was applied, for deploy.sh --dist. */
  readonly dist: string;
  readonly nodes: readonly RealNode[];

  /** Whether the short form is wanted: the same things are tried, fewer of them and for a shorter time. */
  readonly short: boolean;

  /** Says what the scenario is at, for who waits. */
  readonly report: (step: string) => void;
}

/** A promise that only real nodes can show. */
export interface NodeScenario extends TimedScenario<NodeStage> {
  /** Whether it takes too long for each change, and has no short form. @default false */
  readonly long?: boolean;
  /** Images that its own pods name. Their programs are built when it is chosen. @default none */
  readonly images?: readonly string[];
}
