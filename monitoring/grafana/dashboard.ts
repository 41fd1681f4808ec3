/* eslint-disable @typescript-eslint/no-deprecated -- files are provisioned in the classic model; the newer one is for Grafana's API */
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Dashboard as ClassicDashboard,
  DatasourceVariableBuilder,
  type RowPanel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { DashboardUid } from "./dashboard-uids";
import { type Panel, datasource } from "./panels";

/** Panels under a heading. */
export interface Row {
  /** @default none: the panels stand on top */
  readonly title?: string;
  readonly panels: readonly Panel[];
}

/** A dashboard as Grafana reads it. */
export type DashboardModel = ClassicDashboard;

/** What a dashboard shows, in reading order. */
export interface DashboardProps {
  readonly uid: DashboardUid;
  readonly title: string;
  /** Whom it is for and which question it answers. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly rows: readonly Row[];
  /** @default "now-6h" */
  readonly from?: string;
}

/** Number of a panel, made of its title: it stays the same when others come and go, and so do links to it. */
function panelId(title: string): number {
  let hash = 2166136261;
  for (const character of title) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % 1_000_000;
}

/** Puts rows below each other and panels side by side on Grafana's 24 columns. */
function layout(rows: readonly Row[], runbooksUrl: string) {
  const panels: DashboardModel["panels"] = [];
  let y = 0;
  for (const { title, panels: members } of rows) {
    if (title !== undefined) {
      const row: RowPanel = {
        type: "row",
        id: panelId(`row: ${title}`),
        title,
        collapsed: false,
        gridPos: { x: 0, y, w: 24, h: 1 },
        panels: [],
      };
      panels.push(row);
      y += 1;
    }
    let x = 0;
    let lineHeight = 0;
    for (const panel of members) {
      if (x + panel.width > 24) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      panels.push({
        ...panel.build(runbooksUrl),
        id: panelId(panel.title),
        gridPos: { x, y, w: panel.width, h: panel.height },
      });
      x += panel.width;
      lineHeight = Math.max(lineHeight, panel.height);
    }
    y += lineHeight;
  }
  return panels;
}

/** A dashboard as Grafana's provisioning reads it: the bare model, not wrapped in anything. */
export function dashboard(props: DashboardProps, runbooksUrl: string): DashboardModel {
  const { uid, title, description, tags, rows, from = "now-6h" } = props;
  const model = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([...tags])
    .readonly()
    .refresh("30s")
    .time({ from, to: "now" })
    .timezone("browser")
    .tooltip(DashboardCursorSync.Crosshair)
    .annotation(
      new AnnotationQueryBuilder()
        .name("Alerts")
        .datasource(datasource)
        .enable(true)
        .iconColor("red")
        .expr('max by (alertname, service) (ALERTS{alertstate="firing",severity=~"critical|warning"})')
        .titleFormat("{{alertname}}")
        .textFormat("{{service}}")
        .step("60s"),
    )
    .withVariable(
      new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus").current({
        text: "Prometheus",
        value: "prometheus",
      }),
    )
    .links([
      new DashboardLinkBuilder("Dashboards")
        .type(DashboardLinkType.Dashboards)
        .tags(["fingerprint"])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    ])
    .build();
  return { ...model, panels: layout(rows, runbooksUrl) };
}
