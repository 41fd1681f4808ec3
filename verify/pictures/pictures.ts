import { join } from "node:path";
import { root } from "../../operations/root";
import { dashboards as allDashboards } from "../../monitoring/grafana/dashboards";
import { type DashboardProps, dashboard } from "../../monitoring/grafana/dashboard";
import { drawDashboard } from "./draw-dashboard";
import type { Ask } from "./history";

/** Where pictures are kept. */
export const pictureFile = (uid: string) => join(root, "docs/dashboards", `${uid}.svg`);

/** Draws dashboards, by uid. */
export async function pictures(
  ask: Ask,
  dashboards: readonly DashboardProps[] = allDashboards(),
): Promise<ReadonlyMap<string, string>> {
  const drawn = new Map<string, string>();
  for (const props of dashboards) {
    drawn.set(props.uid, await drawDashboard(dashboard(props, "https://git.example.com/runbooks"), ask));
  }
  return drawn;
}
