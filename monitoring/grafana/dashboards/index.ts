import { type DashboardProps, dashboard } from "../dashboard";
import type { DashboardModel } from "../model";
import { kubernetes } from "./kubernetes";
import { logging } from "./logging";
import { models } from "./models";
import { monitoring } from "./monitoring";
import { nodes } from "./nodes";
import { overview } from "./overview";
import { slo } from "./slo";

/** Every dashboard, in the order of the folder. */
export const allDashboards: readonly DashboardProps[] = [
  overview,
  slo,
  models,
  kubernetes,
  nodes,
  monitoring,
  logging,
];

/** kubectl keeps what it applied in an annotation of at most this size, and Grafana's ConfigMap must fit it. */
const largest = 256 * 1024;

/** A dashboard as a file. */
export interface DashboardFile {
  readonly uid: string;
  readonly json: string;
}

/** The dashboards as files. */
export function dashboardFiles(runbooksUrl: string): readonly DashboardFile[] {
  return allDashboards.map((props) => ({ uid: props.uid, json: toJson(dashboard(props, runbooksUrl)) }));
}

function toJson(model: DashboardModel): string {
  return `${JSON.stringify(model, undefined, 2)}\n`;
}

/** What Grafana, or `kubectl apply`, would refuse or silently mix up. */
export function dashboardFaults(dashboards: readonly DashboardProps[] = allDashboards): string[] {
  const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);
  return [
    ...twice(dashboards.map(({ uid }) => uid)).map(
      (uid) => `two dashboards have the uid ${uid}: give each its own`,
    ),
    ...dashboards.flatMap((props) => {
      const titles = props.rows.flatMap(({ panels }) => panels.map(({ title }) => title));
      const size = Buffer.byteLength(toJson(dashboard(props, "https://example.com")));
      return [
        ...twice(titles).map(
          (title) => `${props.uid} has two panels "${title}": a title makes the panel's id`,
        ),
        ...(size > largest
          ? [
              `${props.uid} is ${String(size)} bytes, above the ${String(largest)} that can be applied: split it`,
            ]
          : []),
      ];
    }),
  ];
}
