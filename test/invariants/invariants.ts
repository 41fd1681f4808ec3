import type { Invariants } from "./every-object";
import { objectInvariants } from "./object-invariants";
import { workloadInvariants } from "./workload-invariants";

export const invariants: Invariants = { ...workloadInvariants, ...objectInvariants };
