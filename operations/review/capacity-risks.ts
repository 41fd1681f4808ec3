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
  const risks: Risk[] = [];
  if (need && need.nodes > after.nodes) {
    const what = `needs ${String(need.nodes)} nodes (${need.reason}), and the cluster has ${String(after.nodes)}`;
    risks.push({ where: need.workload, ...danger(what) });
  }
  if (was > 0 && is >= was * much) {
    const what = `grows from ${String(was)} to ${String(is)} ${prices.currency} a month`;
    risks.push({ where: "cost", ...caution(what) });
  }
  return risks;
}
