import type { k8s } from "cdk8s-plus-28";
import { cores, toBytes } from "../../lib/validation/quantity";

/** CPU in cores and memory in bytes: what is reserved, and what is allowed. */
export interface ResourceTotals {
  readonly cpuRequest: number;
  readonly cpuLimit: number;
  readonly memoryRequest: number;
  readonly memoryLimit: number;
}

export const nothing: ResourceTotals = { cpuRequest: 0, cpuLimit: 0, memoryRequest: 0, memoryLimit: 0 };

const keys = Object.keys(nothing) as (keyof ResourceTotals)[];

function combine(a: ResourceTotals, b: ResourceTotals, by: (a: number, b: number) => number): ResourceTotals {
  return Object.fromEntries(keys.map((key) => [key, by(a[key], b[key])])) as unknown as ResourceTotals;
}

/** The sum of both. */
export const add = (a: ResourceTotals, b: ResourceTotals) => combine(a, b, (x, y) => x + y);

/** `times` as much. */
export const multiply = (a: ResourceTotals, times: number) => combine(a, a, (x) => x * times);

function amount(read: (quantity: string) => number, value: unknown, of: string): number {
  if (value === undefined) return 0;
  // Or a number, which is read like its text.
  const quantity = value as string;
  const number = read(quantity);
  if (Number.isNaN(number)) throw new Error(`${of}: ${quantity} is no quantity that can be counted`);
  return number;
}

function containerResources({ name, resources }: k8s.Container): ResourceTotals {
  const { requests = {}, limits = {} } = resources ?? {};
  return {
    cpuRequest: amount(cores, requests["cpu"] ?? limits["cpu"], name),
    cpuLimit: amount(cores, limits["cpu"], name),
    memoryRequest: amount(toBytes, requests["memory"] ?? limits["memory"], name),
    memoryLimit: amount(toBytes, limits["memory"], name),
  };
}

/**
 * What the scheduler reserves for a pod: its containers and sidecars together,
 * or an init container with the sidecars started before it, whichever is more.
 */
export function podResources({ containers, initContainers = [] }: k8s.PodSpec): ResourceTotals {
  let sidecars = nothing;
  let peak = nothing;
  for (const container of initContainers) {
    const own = containerResources(container);
    if (container.restartPolicy === "Always") sidecars = add(sidecars, own);
    else peak = combine(peak, add(sidecars, own), Math.max);
  }
  return combine(peak, containers.map(containerResources).reduce(add, sidecars), Math.max);
}
