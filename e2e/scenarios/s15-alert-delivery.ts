import { setTimeout as pause } from "node:timers/promises";
import { type Promised, Watch, columns } from "../alerts/delivery";
import { LocalStack } from "../alerts/local-stack";
import { type ApiState, sound } from "../alerts/stub-targets";
import { timeScale } from "../alerts/time-scale";
import { renderTable } from "../../operations/report/table";
import { check } from "../check";
import type { Scenario, Stage } from "../scenario";

const critical = { groupWait: "0s", severity: "critical" } as const;
const warning = { groupWait: "1m", severity: "warning" } as const;
const down: Promised = { ...critical, alert: "FingerPrintAPIDown", wait: "2m" };

type Act = () => void | Promise<void>;

/** Plays one trouble until everybody has heard of it, ends it, and waits until they have heard of that too. */
async function episode(
  { signal, until }: Stage,
  stack: LocalStack,
  promises: readonly Promised[],
  trouble: Act,
  mend: Act,
): Promise<string[][]> {
  const watches = promises.map((promised) => new Watch(stack, promised));
  const all = (holds: (watch: Watch) => boolean) => async () => {
    const alerts = await stack.alerts();
    for (const watch of watches) watch.observe(alerts);
    return watches.every(holds);
  };
  const names = promises.map(({ alert }) => alert).join(", ");
  await trouble();
  const heard = (status: "firing" | "resolved") => all((watch) => watch.heard(status));
  const fired = all((watch) => watch.fired);
  await until(`${names} fire`, 90, fired);
  await until(`everybody hears of ${names}`, 60, heard("firing"));
  await mend();
  await until(`everybody hears that ${names} are over`, 120, heard("resolved"));
  // What comes twice comes soon after.
  await pause(3000, undefined, { signal });
  return watches.map((watch) => watch.result());
}

async function run(stage: Stage): Promise<string> {
  const stack = await LocalStack.start(stage);
  const { receivers, targets } = stack;
  const api = (state: Partial<ApiState>) => () => {
    targets.state = { ...sound, ...state };
  };
  try {
    await stage.until("the Watchdog's heartbeat arrives", 60, () => receivers.heartbeats > 0);
    // Until the windows of rates are full of sound requests.
    await pause(25_000, undefined, { signal: stage.signal });

    const rows: string[][] = [];
    const play = async (promises: readonly Promised[], trouble: Act, mend: Act = api({})) =>
      rows.push(...(await episode(stage, stack, promises, trouble, mend)));
    await play(
      [
        { ...warning, alert: "HighErrorRate", wait: "5m" },
        { ...warning, alert: "HighLatency", wait: "5m" },
        { ...warning, alert: "HighQueueLatency", wait: "3m" },
      ],
      api({ failing: 0.06, slow: 0.02, queued: 0.02 }),
    );
    await play([{ ...critical, alert: "ModelLoadingFailure", wait: "2m" }], api({ loaded: false }));
    // One Alertmanager dies while the alert is still pending.
    await play([down], async () => {
      api({ up: false })();
      await stack.killAlertmanager(0);
    });
    await stack.startAlertmanager(0);
    const discovered = (found: boolean) => () => {
      stack.apiIsDiscovered(found);
    };
    await play([down], discovered(false), discovered(true));
    check(receivers.strange.length === 0, `every message is understood, not ${receivers.strange.join("; ")}`);
    process.stdout.write(`${renderTable(columns, rows, "text")}\n`);
    return `${rows.length} alerts told and resolved, once each by every promised way; times ${timeScale} x faster`;
  } finally {
    await stack.stop();
  }
}

/** From a trouble of the API to the people who have to know. */
export const s15AlertDelivery: Scenario = {
  id: "S15",
  title:
    "Alerts fire at their time and reach exactly the receivers they are promised, also with an Alertmanager killed",
  timeLimit: 600,
  on: () => [],
  run,
};
