import { join } from "node:path";
import { z } from "zod";
import { fillYaml } from "../../lib/render-template";
import { queryView } from "../query-view";
import { type Thresholds, defaultThresholds } from "../rules/threshold-props";
import { type DashboardContent, type DashboardProps, dashboard, dashboardContent } from "./dashboard";
import { dashboardUids } from "./dashboard-uids";
import { slo } from "./slo-dashboard";

/**
 * What a file of `dashboards/` says.
 *
 * @throws where it says what no dashboard or panel has: Grafana would show its default instead
 */
export function checkedContent(name: string, document: unknown): DashboardContent {
  const { data, error } = dashboardContent.safeParse(document);
  if (error) throw new Error(`monitoring/grafana/dashboards/${name}.yml: ${z.prettifyError(error)}`);
  return data;
}

/** Every dashboard, in the order of the folder. */
export function dashboards(thresholds: Thresholds = defaultThresholds): readonly DashboardProps[] {
  const view = queryView(thresholds);
  const contentOf = (name: string) =>
    checkedContent(name, fillYaml(join(__dirname, "dashboards", `${name}.yml`), view));
  return Object.entries(dashboardUids).map(([name, uid]) => ({
    uid,
    ...(name === "slo" ? slo(thresholds) : contentOf(name)),
  }));
}

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
