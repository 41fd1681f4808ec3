import { setTimeout as pause } from "node:timers/promises";
import { LocalStack } from "../alerts/local-stack";
import type { Notification } from "../alerts/receivers";
import { scaledSeconds, timeScale } from "../alerts/time-scale";
import { check, checkEqual } from "../check";
import type { Scenario, Stage } from "../scenario";

/** What is promised of one alert: how long its condition must hold, in the cluster's time, and who hears of it. */
interface Promised {
  readonly alert: string;
  readonly wait: string;
  readonly severity: keyof typeof groupWaits;
}

/** How long Alertmanager waits before it tells, in the cluster's time. */
const groupWaits = { critical: "0s", warning: "1m" } as const;

/** Evaluating, sending and a busy machine take a few seconds more than the promise. */
const slack = 6;

/** From a trouble to the people who have to know. */
export const s15AlertDelivery: Scenario = {
  id: "S15",
  title:
    "Alerts fire at their time and reach exactly the receivers they are promised, also with an Alertmanager killed",
  timeLimit: 600,
  on: () => [],
  async run(stage) {
    const stack = await LocalStack.start(stage);
    const { receivers } = stack;
    try {
      await stage.until("the Watchdog's heartbeat arrives", 60, () => receivers.heartbeats > 0);
      const told: string[] = [];
      const play = async (promised: Promised, trouble: Act, mend: Act) =>
        told.push(await episode(stage, stack, promised, trouble, mend));
      const breaks = (path: string) => () => {
        stack.broken = path;
      };
      const mended = breaks("nowhere");
      await play({ alert: "TargetDown", wait: "5m", severity: "warning" }, breaks("/probe"), mended);
      const down: Promised = { alert: "FingerPrintAPIDown", wait: "2m", severity: "critical" };
      // One Alertmanager dies while the alert is still pending.
      const breaksTogether = async () => {
        breaks("/metrics")();
        await stack.killAlertmanager(0);
      };
      await play(down, breaksTogether, mended);
      await stack.startAlertmanager(0);
      const discovered = (found: boolean) => () => {
        stack.apiIsDiscovered(found);
      };
      await play(down, discovered(false), discovered(true));
      checkEqual(receivers.strange, [], "every message is understood");
      return `${told.join(", ")}; resolved too, once each by every promised way; times ${timeScale} x faster`;
    } finally {
      await stack.stop();
    }
  },
};

type Act = () => void | Promise<void>;

/**
 * Plays one trouble until everybody has heard of it, ends it, and waits until they have heard of that too. Throws unless
 * the alert fired and was told at its time, once by each promised channel, with its runbook.
 *
 * @returns how long it took, in the cluster's time
 */
async function episode(
  { signal, until }: Stage,
  stack: LocalStack,
  { alert, wait, severity }: Promised,
  trouble: Act,
  mend: Act,
): Promise<string> {
  const start = Date.now();
  const channels = stack.channels(severity).sort();
  const messages = (status: Notification["status"]) =>
    stack.receivers.about(alert, status).filter(({ at }) => at >= start);
  const tellers = (status: Notification["status"]) => messages(status).map(({ channel }) => channel);
  const heard = (status: Notification["status"]) => () =>
    channels.every((channel) => tellers(status).includes(channel));

  await trouble();
  let pendingAt: number | undefined;
  await until(`${alert} fires`, 90, async () => {
    pendingAt = await stack.firingSince(alert);
    return pendingAt !== undefined;
  });
  const firingAt = Date.now();
  await until(`everybody hears of ${alert}`, 60, heard("firing"));
  await mend();
  await until(`everybody hears that ${alert} is over`, 120, heard("resolved"));
  // What comes twice comes soon after.
  await pause(3000, undefined, { signal });

  for (const status of ["firing", "resolved"] as const)
    checkEqual(
      tellers(status).sort(),
      channels,
      `${alert} (${status}) is told once by each promised channel`,
    );
  for (const { channel, text } of messages("firing"))
    check(text.includes(`${alert}.md`), `the ${channel} message on ${alert} leads to its runbook`);
  const held = (firingAt - pendingAt!) / 1000;
  const told = (Math.min(...messages("firing").map(({ at }) => at)) - firingAt) / 1000;
  const [least, grouping] = [scaledSeconds(wait), scaledSeconds(groupWaits[severity])];
  check(
    held >= least - 0.1 && held <= least + slack,
    `${alert} fires after ${least} s, not ${held.toFixed(1)} s`,
  );
  // Firing is seen by asking, up to a few seconds late on a busy machine; a message is seen when it arrives.
  const early = grouping === 0 ? slack : 3;
  check(
    told >= grouping - early && told <= grouping + slack,
    `${alert} is told after ${grouping} s, not ${told.toFixed(1)} s`,
  );
  const minutes = (seconds: number) => ((Math.max(seconds, 0) * timeScale) / 60).toFixed(1);
  return `${alert} fired after ${minutes(held)} min and was told after ${minutes(told)} min more`;
}
