import type { DashboardUid } from "./dashboard-uids";
import type { DashboardModel } from "./model";
import { type Panel, datasource, link } from "./panels";

/** What a dashboard shows, in reading order. */
export interface DashboardProps {
  readonly uid: DashboardUid;
  readonly title: string;
  /** Whom it is for and which question it answers. */
  readonly description: string;
  readonly tags: string[];
  /** Panels that stand on top, under no heading. @default none */
  readonly top?: readonly Panel[];
  /** Panels by the heading that they stand under. @default none */
  readonly rows?: Readonly<Record<string, readonly Panel[]>>;
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
function layout({ top = [], rows = {} }: DashboardProps, runbooksUrl: string) {
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
