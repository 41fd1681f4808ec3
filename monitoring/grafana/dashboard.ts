import { z } from "zod";
import { fillYaml } from "../../lib/render-template";
import type { DashboardModel } from "./model";
import { panelModel, panelProps, sizeOf } from "./panels";

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

/** With the uid by which alerts and other dashboards link to it. */
export type DashboardProps = DashboardContent & { readonly uid: string };

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

type OfOne = "title" | "uid" | "description" | "tags" | "time" | "panels";

const inCommon = () => fillYaml("monitoring/grafana/dashboard.yml", {}) as Omit<DashboardModel, OfOne>;

/** A dashboard as Grafana's provisioning reads it: the bare model, not wrapped in anything. */
export function dashboard(props: DashboardProps, runbooksUrl: string): DashboardModel {
  const { uid, title, description, tags, from = "now-6h" } = props;
  return {
    title,
    uid,
    description,
    tags,
    time: { from, to: "now" },
    ...inCommon(),
    panels: layout(props, runbooksUrl),
  };
}
