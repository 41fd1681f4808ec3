import type { Check } from "./check";
import { accessChecks } from "./checks/access-checks";
import { apiChecks } from "./checks/api-checks";
import { edgeChecks } from "./checks/edge-checks";
import { loggingChecks } from "./checks/logging-checks";
import { monitoringChecks } from "./checks/monitoring-checks";
import { productionChecks } from "./checks/production-checks";

/** To be gone through after each deployment. */
export const monitoringChecklist: readonly Check[] = [
  apiChecks.pods,
  apiChecks.dns,
  apiChecks.probes,
  monitoringChecks.scraping,
  monitoringChecks.rules,
  monitoringChecks.dashboards,
  loggingChecks.flow,
  monitoringChecks.routing,
  apiChecks.autoscaler,
];

/** To be gone through before users come. */
export const productionChecklist: readonly Check[] = [
  productionChecks.proven,
  productionChecks.ready,
  productionChecks.scaled,
  productionChecks.alerting,
  productionChecks.recovery,
  accessChecks.asReviewed,
  edgeChecks.dns,
  edgeChecks.certificate,
  loggingChecks.retention,
  accessChecks.onCall,
];
