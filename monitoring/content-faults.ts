import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../lib/validation/fault";
import { dashboardFaults } from "./grafana/dashboards";
import { allAlerts } from "./rules/rule-file";
import type { AlertGroup } from "./rules/rule-types";

/** What is wrong with the alerts and dashboards themselves. No prop of an environment is to blame. */
export function contentFaults(alerts: readonly AlertGroup[] = allAlerts): Fault[] {
  const pages = new Map(
    alerts.flatMap(({ rules }) => rules.map(({ alert }) => [`docs/runbooks/${alert}.md`, alert])),
  );
  return [
    ...[...pages]
      .filter(([page]) => !existsSync(join(__dirname, "..", page)))
      .map(([path, alert]) => ({ path, remedy: `is missing: alert ${alert} sends on-call there. Write it` })),
    ...dashboardFaults().map((remedy) => ({ path: "monitoring/grafana/dashboards", remedy })),
  ];
}
