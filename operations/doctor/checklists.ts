import type { Check } from "./check";
import { accessAsReviewed, onCallIsReached } from "./checks/access-checks";
import { apiPodsRun, autoscalerReads, probesPass, serviceResolves } from "./checks/api-checks";
import { certificateIsValid, clientsComeHere } from "./checks/edge-checks";
import { logsFlow, retentionIsSet } from "./checks/logging-checks";
import {
  alertsAreRouted,
  apiIsScraped,
  dashboardsShowData,
  rulesAreEvaluated,
} from "./checks/monitoring-checks";
import {
  alertingWorks,
  everythingReady,
  provenBefore,
  restoreDrilled,
  scaledUnderLoad,
} from "./checks/production-checks";

/** Points are numbered in the order of their list. */
const checklist = (letter: "M" | "P", points: Readonly<Record<string, Check["look"]>>): Check[] =>
  Object.entries(points).map(([title, look], i) => ({ id: `${letter}${String(i + 1)}`, title, look }));

/** To be gone through after each deployment. */
export const monitoringChecklist = checklist("M", {
  "API pods are running": apiPodsRun,
  "Service DNS is resolving": serviceResolves,
  "Health probes pass": probesPass,
  "Prometheus scrapes /metrics of the API": apiIsScraped,
  "Alert rules are evaluated": rulesAreEvaluated,
  "Grafana dashboard shows real-time metrics": dashboardsShowData,
  "Logs flow into Elasticsearch": logsFlow,
  "Alertmanager routes alerts to its channels": alertsAreRouted,
  "HPA monitors resource utilization": autoscalerReads,
});

/** To be gone through before users come. */
export const productionChecklist = checklist("P", {
  "Validated for 24+ hours in the environment before": provenBefore,
  "All health probes passing": everythingReady,
  "HPA scaling tested under load": scaledUnderLoad,
  "Monitoring and alerting configured": alertingWorks,
  "Backup and disaster recovery tested": restoreDrilled,
  "RBAC and network policies as reviewed": accessAsReviewed,
  "DNS record points to the ingress controller": clientsComeHere,
  "TLS certificate issued and valid": certificateIsValid,
  "Log retention policy configured": retentionIsSet,
  "On-call rotation for alerts configured": onCallIsReached,
});
