import { toBytes } from "../validation/quantity";
import type { Api } from "./api-props";
import type { Autoscaled } from "./api-autoscaler";

const mebibyte = toBytes("1Mi");

/** Mebibytes that a pod holds without any load, declared or estimated. */
export function idleMebibytes({ idleMemory, config }: Pick<Api, "idleMemory" | "config">): number {
  return idleMemory === undefined ? 40 * (config.workers + 1) : toBytes(idleMemory) / mebibyte;
}

/**
 * The least memory request, in Mi, with which an idle API shrinks to its fewest pods.
 *
 * The autoscaler wants `pods × use / target`, rounded up, and leaves a difference of a tenth alone. The last step, from
 * one pod above the fewest, is the hardest; above nine pods the tenth is.
 */
export function leastMemoryRequest(
  idle: number,
  { min, memory }: Pick<Autoscaled, "min" | "memory">,
): number {
  const mostOfTarget = Math.min(min / (min + 1), 0.89);
  return Math.ceil(idle / mostOfTarget / (memory / 100));
}
