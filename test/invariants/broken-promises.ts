import { faultLine } from "../../lib/validation/fault";
import type { Synthesized } from "../support/environments";
import { subjectsOf } from "./invariant";
import { objectInvariants } from "./object-invariants";
import { workloadInvariants } from "./workload-invariants";

/** All that we promise of every environment's objects. */
export const invariants = [...workloadInvariants, ...objectInvariants];

/** What an environment's objects break of it, as lines. */
export const brokenPromises = (made: Synthesized): string[] => [
  ...made.faults.map(faultLine),
  ...invariants.flatMap(({ name, violations }) =>
    violations(subjectsOf(made)).map((where) => `${name}: ${where}`),
  ),
];
