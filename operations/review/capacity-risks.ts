import type { Capacity } from "../capacity/capacity";
import { type Prices, monthlyCost } from "../capacity/prices";
import { type Risk, caution, danger } from "./risk";

/** More than half as much again is worth a second look. */
const much = 1.5;

function most(capacity: Capacity, prices: Prices): number {
  const { compute, storage } = monthlyCost(capacity, prices);
  return Math.round(compute.atMax + storage);
}

/** What is too much for the cluster, or much more than before. */
export function capacityRisks(before: Capacity, after: Capacity, prices: Prices): Risk[] {
  const [need] = after.nodeNeeds;
  const [was, is] = [most(before, prices), most(after, prices)];
  return [
    ...(need && need.nodes > after.nodes
      ? [
          {
            where: need.workload,
            ...danger(
              `needs ${String(need.nodes)} nodes (${need.reason}), and the cluster has ${String(after.nodes)}`,
            ),
          },
        ]
      : []),
    ...(was > 0 && is >= was * much
      ? [
          {
            where: "cost",
            ...caution(`grows from ${String(was)} to ${String(is)} ${prices.currency} a month`),
          },
        ]
      : []),
  ];
}
