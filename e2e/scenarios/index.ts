import type { Scenario } from "../scenario";
import { s01Apply } from "./s01-apply";
import { s02PodSecurity } from "./s02-pod-security";
import { s03Placement } from "./s03-placement";
import { s04RollingUpdate } from "./s04-rolling-update";
import { s08Access } from "./s08-access";
import { s10ConfigChange } from "./s10-config-change";
import { s11Removal } from "./s11-removal";
import { s12Faults } from "./s12-faults";
import { s14Doctor } from "./s14-doctor";

/** All scenarios, in the order of running. */
export const scenarios: readonly Scenario[] = [
  s01Apply,
  s02PodSecurity,
  s03Placement,
  s04RollingUpdate,
  s08Access,
  s10ConfigChange,
  s12Faults,
  s14Doctor,
  s11Removal,
];
