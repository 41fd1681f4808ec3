import type { NodeScenario } from "../scenario";
import { n01Start } from "./n01-start";
import { n02Connections } from "./n02-connections";
import { n03Metrics } from "./n03-metrics";
import { n04Alerts } from "./n04-alerts";
import { n05NoLostRequest } from "./n05-no-lost-request";
import { n06Killed } from "./n06-killed";
import { n08DocumentedChanges } from "./n08-documented-changes";
import { n09Series } from "./n09-series";
import { n10Backup } from "./n10-backup";
import { n11Keda } from "./n11-keda";
import { n12Gateway } from "./n12-gateway";

/** Every scenario, in the order in which they run. */
export const scenarios: readonly NodeScenario[] = [
  n01Start,
  n02Connections,
  n03Metrics,
  n04Alerts,
  n05NoLostRequest,
  n06Killed,
  n08DocumentedChanges,
  n09Series,
  n10Backup,
  n11Keda,
  n12Gateway,
];
