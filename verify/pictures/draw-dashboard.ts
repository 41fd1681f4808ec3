import type { DashboardModel, PanelModel } from "../../monitoring/grafana/model";
import { drawPanel, type Point } from "./draw-panel";
import type { Series } from "../servers/ask-prometheus";
import type { Ask } from "./history";

/** Pixels of one of Grafana's 24 columns, and of one of its rows. */
const unit = { x: 44, y: 30 };
const heading = 46;
const gap = 4;

/** Grafana fills in what fits the zoom. */
const filledIn = (query: string) => query.replaceAll("$__rate_interval", "5m");

const legendOf = (format: string, labels: Series["metric"]) =>
  format.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? "");

async function pointsOf(panel: PanelModel, ask: Ask): Promise<Point[]> {
  const points: Point[] = [];
  for (const { expr, legendFormat = "" } of panel.targets) {
    for (const { metric, values } of await ask(filledIn(expr))) {
      const curve = legendOf(legendFormat, metric);
      points.push(...values.map(([second, value]) => ({ time: second * 1000, value: Number(value), curve })));
    }
  }
  return points;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const label = (x: number, y: number, text: string, more = "") =>
  `<text x="${String(x)}" y="${String(y)}" font-family="sans-serif" ${more}>${escaped(text)}</text>`;

/**
 * A dashboard as an SVG image: its panels where they are, each with what its queries get.
 *
 * @throws where a panel shows nothing, and does not say what to show then
 */
export async function drawDashboard(dashboard: DashboardModel, ask: Ask): Promise<string> {
  const marks = (dashboard.annotations.list ?? []).map(({ expr = "" }) => expr);
  const firing = (await Promise.all(marks.map(ask))).flat();
  const alerts = firing.flatMap(({ values }) => (values[0] ? [values[0][0] * 1000] : []));
  const parts: string[] = [];
  for (const panel of dashboard.panels) {
    const { x = 0, y = 0, w = 0, h = 0 } = panel.gridPos ?? {};
    const [left, top] = [x * unit.x, heading + y * unit.y];
    if (panel.type === "row") {
      parts.push(
        label(left + gap, top + 20, panel.title ?? "", 'font-size="13" font-weight="bold" fill="#333"'),
      );
      continue;
    }
    const points = await pointsOf(panel, ask);
    if (points.length === 0 && panel.fieldConfig.defaults.noValue === undefined) {
      throw new Error(
        `"${panel.title}" of ${dashboard.title} shows nothing: add its series to ordinary-day.yaml`,
      );
    }
    const svg = await drawPanel(panel, { points, alerts }, w * unit.x - 2 * gap, h * unit.y - 2 * gap);
    parts.push(svg.replace("<svg ", `<svg x="${String(left + gap)}" y="${String(top + gap)}" `));
  }
  const bottom = Math.max(...dashboard.panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
  const [width, height] = [24 * unit.x, heading + bottom * unit.y + gap];
  const said = "A drawing of the dashboard's JSON with the data of an invented day. Grafana looks different.";
  const image = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}">`,
    `<rect width="100%" height="100%" fill="#f4f5f5"/>`,
    label(gap, 20, dashboard.title, 'font-size="16" font-weight="bold" fill="#222"'),
    label(gap, 38, said, 'font-size="11" fill="#555"'),
    ...parts,
    "</svg>",
  ].join("\n");
  return `${image.replaceAll(/<[^>]+>/g, rounded)}\n`;
}

/** Finer than a tenth of a pixel nobody sees, and processors differ there. */
const rounded = (tag: string) =>
  tag.replaceAll(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1))));
