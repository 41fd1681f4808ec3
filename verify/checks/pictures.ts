import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DashboardProps, dashboard } from "../../monitoring/grafana/dashboard";
import { dashboards } from "../../monitoring/grafana/dashboards";
import type { PanelProps } from "../../monitoring/grafana/panels";
import { root } from "../../operations/root";
import { type Check, mistake } from "../check";
import { drawDashboard } from "../pictures/draw-dashboard";
import { type Ask, withHistory } from "../pictures/history";
import type { Series } from "../servers/ask-prometheus";

/** What Prometheus answered, for the mistakes: they ask the same. */
const answers = new Map<string, Series[]>();
const again: Ask = (query) => Promise.resolve(answers.get(query) ?? []);

export const pictures: Check = {
  proves: "every panel's queries get data from Prometheus, and the pictures in the docs are what they give",
  needs: ["prometheus", "promtool"],
  run: async (update) => {
    const all = dashboards();
    await withHistory((ask) => {
      const remembered: Ask = async (query) => {
        const answer = await ask(query);
        answers.set(query, answer);
        return answer;
      };
      return asDrawn(all, remembered, update);
    });
    return `${all.length} dashboards, ${answers.size} queries`;
  },
  mistakes: [
    mistake("a panel that asks something else", /fingerprint-api-overview\.svg is not what .* gives/, () =>
      asDrawn([withPanel({ queries: { pods: [...answers.keys()].at(-1)! } })], again),
    ),
    mistake("a panel whose query gets nothing", /of Fingerprint API Overview shows nothing/, () =>
      asDrawn([withPanel({ queries: { pods: "no_such_metric" } })], again),
    ),
  ],
};

/** The overview, with something else in its first panel. */
function withPanel(change: Partial<PanelProps>): DashboardProps {
  const [overview] = dashboards() as [DashboardProps];
  return { ...overview, top: overview.top?.map((panel, i) => (i === 0 ? { ...panel, ...change } : panel)) };
}

/** Rejects with every picture that is not what the dashboard gives, which it writes before with `update`. */
async function asDrawn(all: readonly DashboardProps[], ask: Ask, update = false): Promise<void> {
  const faults: string[] = [];
  for (const props of all) {
    const file = `docs/dashboards/${props.uid}.svg`;
    const path = join(root, file);
    const drawn = await drawDashboard(dashboard(props, "https://git.example.com/runbooks"), ask);
    if (update) writeFileSync(path, drawn);
    if (!existsSync(path) || readFileSync(path, "utf8") !== drawn)
      faults.push(`${file} is not what the dashboard's JSON gives: run npm run pictures, and look at it`);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
}
