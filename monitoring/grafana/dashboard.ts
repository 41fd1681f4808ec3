import { z } from "zod";
import type { DashboardModel } from "./model";
import { datasource, link, panelModel, panelProps, sizeOf } from "./panels";

/** What a dashboard shows, in reading order. */
export const dashboardContent = z.strictObject({
  title: z.string(),
  /** Whom it is for and which question it answers. */
  description: z.string(),
  tags: z.array(z.string()),
  /** Panels that stand on top, under no heading. @default none */
  top: z.array(panelProps).optional(),
  /** Panels by the heading that they stand under. @default none */
  rows: z.record(z.string(), z.array(panelProps)).optional(),
  /** @default "now-6h" */
  from: z.string().optional(),
});

export type DashboardContent = z.output<typeof dashboardContent>;

export interface DashboardProps extends DashboardContent {
  /** By which alerts and other dashboards link to it. */
  readonly uid: string;
}

/** Number of a panel, made of its title: it stays the same when others come and go, and so do links to it. */
function panelId(title: string): number {
  let hash = 2166136261;
  for (const character of title) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % 1_000_000;
}

/** Puts rows below each other and panels side by side on Grafana's 24 columns. */
function layout({ top = [], rows = {} }: DashboardContent, runbooksUrl: string) {
  const panels: DashboardModel["panels"] = [];
  let y = 0;
  for (const [title, members] of [["", top] as const, ...Object.entries(rows)]) {
    if (title !== "") {
      panels.push({
        type: "row",
        id: panelId(`row: ${title}`),
        title,
        collapsed: false,
        gridPos: { x: 0, y, w: 24, h: 1 },
        panels: [],
      });
      y += 1;
    }
    let x = 0;
    let lineHeight = 0;
    for (const panel of members) {
      const { width, height } = sizeOf(panel);
      if (x + width > 24) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      panels.push({
        ...panelModel(panel, runbooksUrl),
        id: panelId(panel.title),
        gridPos: { x, y, w: width, h: height },
      });
      x += width;
      lineHeight = Math.max(lineHeight, height);
    }
    y += lineHeight;
  }
  return panels;
}

/** A dashboard as Grafana's provisioning reads it: the bare model, not wrapped in anything. */
export function dashboard(props: DashboardProps, runbooksUrl: string): DashboardModel {
  const { uid, title, description, tags, from = "now-6h" } = props;
  return {
    title,
    uid,
    description,
    tags,
    time: { from, to: "now" },
    refresh: "30s",
    timezone: "browser",
    editable: false,
    // One crosshair over all panels.
    graphTooltip: 1,
    fiscalYearStartMonth: 0,
    schemaVersion: 42,
    templating: {
      list: [
        // The choice of a Prometheus, where there are several.
        {
          type: "datasource",
          name: "datasource",
          skipUrlSync: false,
          multi: false,
          allowCustomValue: true,
          includeAll: false,
          auto: false,
          auto_min: "10s",
          auto_count: 30,
          label: "Data source",
          query: "prometheus",
          current: { text: "Prometheus", value: "prometheus" },
        },
      ],
    },
    annotations: {
      list: [
        // Marks on every curve when an alert fired.
        {
          name: "Alerts",
          enable: true,
          hide: false,
          iconColor: "red",
          builtIn: 0,
          placement: "inControlsMenu",
          datasource,
          expr: 'max by (alertname, service) (ALERTS{alertstate="firing",severity=~"critical|warning"})',
          titleFormat: "{{alertname}}",
          textFormat: "{{service}}",
          step: "60s",
        },
      ],
    },
    links: [
      link({
        title: "Dashboards",
        type: "dashboards",
        tags: ["fingerprint"],
        asDropdown: true,
        includeVars: true,
        keepTime: true,
      }),
    ],
    panels: layout(props, runbooksUrl),
  };
}
