import { z } from "zod";
import { type TemplateView, fillYaml } from "../../lib/render-template";
import { objectivePeriod, objectives, budgetOf, reachableBurnRates } from "../objectives";
import { queryView } from "../query-view";
import { type Thresholds, defaultThresholds } from "../rules/threshold-props";
import { type DashboardContent, type DashboardProps, dashboard, dashboardContent } from "./dashboard";
import { dashboardUids } from "./dashboard-uids";

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

const filledIn = (name: string, view: TemplateView) =>
  fillYaml(`monitoring/grafana/dashboards/${name}.yml`, view) as DashboardContent;

const objectiveRows = () =>
  Object.fromEntries(
    objectives().map((objective) => [
      `Objective: ${objective.name}`,
      filledIn("objective", {
        ...objective,
        period: objectivePeriod,
        budget: budgetOf(objective),
        worst: reachableBurnRates(objective)[0]?.factor ?? 1,
      }),
    ]),
  );

export function dashboards(thresholds: Thresholds = defaultThresholds): readonly DashboardProps[] {
  const view = queryView(thresholds);
  return Object.entries(dashboardUids).map(([name, uid]) => {
    const content = filledIn(name, view);
    const rows = name === "slo" ? { ...objectiveRows(), ...content.rows } : content.rows;
    return { uid, ...checkedContent(name, { ...content, rows }) };
  });
}

export const dashboardFiles = (runbooksUrl: string, thresholds: Thresholds) =>
  dashboards(thresholds).map((props) => ({
    uid: props.uid,
    json: `${JSON.stringify(dashboard(props, runbooksUrl), undefined, 2)}\n`,
  }));
