import { faultLine } from "../../lib/validation/fault";
import type { Synthesized } from "../support/environments";
import { type Invariants, subjects } from "./every-object";
import { objectInvariants } from "./object-invariants";
import { workloadInvariants } from "./workload-invariants";

/** All that we promise of every environment's objects. */
export const invariants: Invariants = { ...workloadInvariants, ...objectInvariants };

/** What an environment's objects break of what we promise of every environment, as lines. */
export function brokenPromises(made: Synthesized): string[] {
  const all = subjects([made]);
  return [
    ...made.faults.map(faultLine),
    ...Object.entries(invariants).flatMap(([name, violations]) =>
      violations(all).map((where) => `${name}: ${where}`),
    ),
  ];
}
