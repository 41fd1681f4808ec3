import { existsSync } from "node:fs";
import type { Fault } from "../lib/validation/fault";
import { allAlerts } from "./rules/rule-file";
import type { AlertGroup } from "./rules/rule-types";

/** Alerts without a page for whoever is on call. No prop of an environment is to blame. */
export function missingRunbooks(alerts: readonly AlertGroup[] = allAlerts()): Fault[] {
  const pages = new Map(
    alerts.flatMap(({ rules }) => rules.map(({ alert }) => [`docs/runbooks/${alert}.md`, alert])),
  );
  return [...pages]
    .filter(([page]) => !existsSync(page))
    .map(([path, alert]) => ({ path, remedy: `is missing: alert ${alert} sends on-call there. Write it` }));
}
