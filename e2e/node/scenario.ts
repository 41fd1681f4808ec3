import type { Cluster } from "../cluster/cluster";
import type { OwnStage } from "../run-scenario";
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

/** One promise that only real nodes can show, tried on them. */
export interface NodeScenario {
  /** Short name for `--only` and the table, such as "N2". */
  readonly id: string;

  /** What is shown to be true, as a sentence without a full stop. */
  readonly title: string;

  /** Seconds after which it has failed. */
  readonly timeLimit: number;

  /** Whether it takes too long for each change, and has no short form. @default false */
  readonly long?: boolean;

  /** Images that its own pods name. Their programs are built when it is chosen. @default none */
  readonly images?: readonly string[];

  /** Throws what is wrong; returns what was measured, in one line. */
  run(stage: NodeStage): Promise<string>;
}
