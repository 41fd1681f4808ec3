import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { dashboards } from "../../monitoring/grafana/dashboards";
import type { DashboardProps } from "../../monitoring/grafana/dashboard";
import type { PanelProps } from "../../monitoring/grafana/panels";
import { root } from "../../operations/root";
import { type Check, mistake } from "../check";
import { type Ask, withHistory } from "../pictures/history";
import type { Series } from "../servers/ask-prometheus";
import { pictureFile, pictures as draw } from "../pictures/pictures";

/** A picture may be so large: reviewers open it in a browser. */
const largest = 150 * 1024;

/** What Prometheus answered, for the mistakes: they ask the same. */
const answers = new Map<string, Series[]>();
const again: Ask = (query) => Promise.resolve(answers.get(query) ?? []);

/** Every dashboard's picture is what its JSON gives, so that a change of a panel is seen in review. */
export const pictures: Check = {
  name: "pictures",
  proves:
    "every panel's queries get data from a real Prometheus, and the pictures in the docs are what they give",
  needs: ["prometheus", "promtool"],
  run: async () => {
    const all = dashboards();
    await withHistory((ask) =>
      asDrawn(all, async (query) => {
        const answer = await ask(query);
        answers.set(query, answer);
        return answer;
      }),
    );
    return `${String(all.length)} dashboards, ${String(answers.size)} queries`;
  },
  mistakes: [
    mistake(
      "a panel of another title",
      /docs\/dashboards\/fingerprint-api-overview\.svg is not what .* gives/,
      () => asDrawn([withPanel({ title: "Pods that are active" })], again),
    ),
    mistake("a panel of another bound", /fingerprint-api-overview\.svg is not what .* gives/, () =>
      asDrawn([withPanel({ bounds: { critical: 1, warning: 6, lowIsBad: true } })], again),
    ),
    mistake("a panel that asks something else", /fingerprint-api-overview\.svg is not what .* gives/, () =>
      asDrawn([withPanel({ queries: { pods: [...answers.keys()].at(-1)! } })], again),
    ),
    mistake(
      "a panel whose query gets nothing",
      /"Active pods" of Fingerprint API Overview shows nothing/,
      () => asDrawn([withPanel({ queries: { pods: "no_such_metric" } })], again),
    ),
  ],
};

/** The overview, with something else in the panel of the active pods. */
function withPanel(change: Partial<PanelProps>): DashboardProps {
  const active: PanelProps = {
    type: "stat",
    title: "Active pods",
    description: "",
    bounds: { critical: 1, warning: 2, lowIsBad: true },
    queries: { pods: 'count(up{job="fingerprint-api"} == 1) or vector(0)' },
  };
  const changed = { ...active, ...change };
  const [overview] = dashboards() as [DashboardProps];
  return { ...overview, top: overview.top?.map((panel) => (panel.title === active.title ? changed : panel)) };
}

/** Rejects with every picture that is not what the dashboard gives, or too large. */
async function asDrawn(dashboards: readonly DashboardProps[], ask: Ask): Promise<void> {
  const faults: string[] = [];
  for (const [uid, drawn] of await draw(ask, dashboards)) {
    const file = pictureFile(uid);
    const kept = await readFile(file, "utf8").catch(() => "");
    const name = relative(root, file);
    if (kept !== drawn)
      faults.push(`${name} is not what the dashboard's JSON gives: run npm run pictures, and look at it`);
    if (drawn.length > largest)
      faults.push(`${name} has ${String(drawn.length)} bytes, more than ${String(largest)}`);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
}
