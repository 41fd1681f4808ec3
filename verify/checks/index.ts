import type { Check } from "../check";
import { kustomize } from "./kustomize";

/** Every check, in the order of the report. A new one is a file beside this one and a line here. */
export const checks: readonly Check[] = [kustomize];
