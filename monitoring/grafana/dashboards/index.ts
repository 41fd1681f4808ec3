import { type Thresholds, defaultThresholds } from "../../rules/threshold-props";
import { type DashboardProps, dashboard } from "../dashboard";
import { kubernetes } from "./kubernetes";
import { logging } from "./logging";
import { models } from "./models";
import { monitoring } from "./monitoring";
import { nodes } from "./nodes";
import { overview } from "./overview";
import { slo } from "./slo";

/** Every dashboard, in the order of the folder. */
export const dashboards = (thresholds: Thresholds): readonly DashboardProps[] => [
  ...[overview, slo, models, kubernetes, nodes].map((at) => at(thresholds)),
  monitoring,
  logging(thresholds),
];

/** Every dashboard where an environment sets no threshold. */
export const allDashboards = dashboards(defaultThresholds);

/** A dashboard as a file. */
export interface DashboardFile {
  readonly uid: string;
  readonly json: string;
}

/** The dashboards as files. */
export function dashboardFiles(runbooksUrl: string, thresholds: Thresholds): readonly DashboardFile[] {
  return dashboards(thresholds).map((props) => ({
    uid: props.uid,
    json: `${JSON.stringify(dashboard(props, runbooksUrl), undefined, 2)}\n`,
  }));
}
