import { z } from "zod";
import { count, percent, section, variants, wholeSeconds } from "../validation/formats";

/** Kubernetes takes no longer window. */
const stabilization = wholeSeconds("0s", "1h");

/** How fast the autoscaler may move in one direction. */
const scaling = (defaults: { stabilization: `${number}s`; percent: number; pods: number }) =>
  section({
    /** The autoscaler takes the safest recommendation of this long. */
    stabilization: stabilization.default(defaults.stabilization),
    /** Percent of the running pods that may come or go in a minute. */
    percent: count(1, 1000).default(defaults.percent),
    /** Pods that may come or go in a minute. */
    pods: count(1, 1000).default(defaults.pods),
  });

const autoscaledProps = z.strictObject({
  /** A HorizontalPodAutoscaler owns the number of pods; the metric that asks for most of them wins. */
  mode: z.literal("autoscaled"),
  /** Fewest pods. */
  min: count(1, 5000),
  /** Most pods. */
  max: count(1, 5000),
  /** Average CPU, in percent of the request. @default 70 */
  cpu: percent().default(70),
  /** Average memory, in percent of the request. @default 80 */
  memory: percent().default(80),
  /** Average requests per second and pod. @default 100 */
  requestsPerSecond: count(1, 1_000_000).default(100),
  /** Growing: the larger of the two steps, since waiting costs requests. @default 60s, 100 %, 2 pods */
  scaleUp: scaling({ stabilization: "60s", percent: 100, pods: 2 }),
  /** Shrinking: the smaller of the two steps, since load comes back. @default 300s, 50 %, 1 pod */
  scaleDown: scaling({ stabilization: "300s", percent: 50, pods: 1 }),
});

/** The props of replicas that an autoscaler moves. */
export type Autoscaled = z.output<typeof autoscaledProps>;

const fixedProps = z.strictObject({
  /** Load changes nothing: every apply sets the number again. */
  mode: z.literal("fixed"),
  /** Pods that run. */
  count: count(1, 5000),
});

const shapes = [autoscaledProps, fixedProps] as const;

/** How many pods run. */
export const replicasProps = variants("mode", "must be autoscaled({ min, max }) or fixed(count)", shapes);

type ReplicasInput = z.input<typeof replicasProps>;
type WithReplicas = Readonly<Record<"replicas", z.output<typeof replicasProps>>>;

/** Replicas between `min` and `max`, moved by CPU, memory and requests per second. */
export function autoscaled(props: Omit<z.input<typeof autoscaledProps>, "mode">): ReplicasInput {
  return { mode: "autoscaled", ...props };
}

/** Exactly `count` replicas. */
export function fixed(replicas: number): ReplicasInput {
  return { mode: "fixed", count: replicas };
}

/** Fewest pods that may be running by intent. */
export function lowestReplicas({ replicas }: WithReplicas): number {
  return replicas.mode === "autoscaled" ? replicas.min : replicas.count;
}

/** Most pods that may be running by intent, without the surge of a roll-out. */
export function highestReplicas({ replicas }: WithReplicas): number {
  return replicas.mode === "autoscaled" ? replicas.max : replicas.count;
}
