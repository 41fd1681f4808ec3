import type { Scenario } from "../scenario";
import { s01Apply } from "./s01-apply";
import { s02PodSecurity } from "./s02-pod-security";
import { s03Placement } from "./s03-placement";
import { s04RollingUpdate } from "./s04-rolling-update";
import { s05Drain } from "./s05-drain";
import { s06Autoscaling } from "./s06-autoscaling";
import { s07Discovery } from "./s07-discovery";
import { s08Access } from "./s08-access";
import { s10ConfigChange } from "./s10-config-change";
import { s11Removal } from "./s11-removal";
import { s12Faults } from "./s12-faults";
import { s13Scale } from "./s13-scale";
import { s14Doctor } from "./s14-doctor";
import { s15AlertDelivery } from "./s15-alert-delivery";
import { s16DocumentedCommands } from "./s16-documented-commands";
import { s17OwnCluster } from "./s17-own-cluster";
import { s18HeldBack } from "./s18-held-back";
import { s19Waiting } from "./s19-waiting";
import { s20Others } from "./s20-others";
import { s22Edges } from "./s22-edges";

/** All scenarios. Those that share a cluster run in this order, those that don't beside each other. */
export const scenarios: readonly Scenario[] = [
  s15AlertDelivery,
  s01Apply,
  s02PodSecurity,
  s08Access,
  s06Autoscaling,
  s18HeldBack,
  s19Waiting,
  s20Others,
  s11Removal,
  s03Placement,
  s07Discovery,
  s04RollingUpdate,
  s05Drain,
  s17OwnCluster,
  s10ConfigChange,
  // Before a node is lost: a simulated kubelet that returns does not say again that its pods are ready.
  s14Doctor,
  s12Faults,
  s16DocumentedCommands,
  s22Edges,
  // It measures time: as it has all clusters for itself, nothing runs beside it.
  s13Scale,
];
