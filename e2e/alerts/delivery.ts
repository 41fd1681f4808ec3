import { check } from "../check";
import type { ActiveAlert, LocalStack } from "./local-stack";
import type { Notification } from "./receivers";
import { scaledSeconds, timeScale } from "./time-scale";

/** What is promised of one alert. */
export interface Promised {
  readonly alert: string;
  /** How long the condition must hold, in the cluster's time. */
  readonly wait: string;
  /** How long Alertmanager waits before it tells, in the cluster's time. */
  readonly groupWait: string;
  readonly severity: "critical" | "warning";
}

/** What `result` gives of an alert. Times are in the cluster's time. */
export const columns = ["alert", "fired after", "told after", "told, and its end too, by"];

/** Evaluating, sending and a busy machine take a few seconds more than the promise. */
const slack = 6;

/** Watches one alert from pending to firing, and checks what its receivers hear. */
export class Watch {
  private readonly since = Date.now();
  private pendingAt: number | undefined;
  private firingAt: number | undefined;

  private readonly channels: readonly Notification["channel"][];

  constructor(
    private readonly stack: LocalStack,
    private readonly promised: Promised,
  ) {
    this.channels = stack.channels(promised.severity);
  }

  /** Takes note of the alert's state until it fires: what is pending after that is another time. */
  observe(alerts: readonly ActiveAlert[]): void {
    if (this.fired) return;
    const mine = alerts.find(({ labels }) => labels["alertname"] === this.promised.alert);
    if (mine?.state === "pending") this.pendingAt = Date.parse(mine.activeAt);
    if (mine?.state === "firing") this.firingAt = Date.now();
  }

  get fired(): boolean {
    return this.firingAt !== undefined;
  }

  /** True once every channel has heard of it. */
  heard(status: Notification["status"]): boolean {
    return this.channels.every((channel) => this.messages(status).some((one) => one.channel === channel));
  }

  private messages(status: Notification["status"]): Notification[] {
    return this.stack.receivers.about(this.promised.alert, status).filter(({ at }) => at >= this.since);
  }

  /** Throws unless the alert fired at its time, and exactly the promised channels heard of it, once each. */
  result(): string[] {
    const { alert, wait, groupWait } = this.promised;
    const { channels } = this;
    check(this.pendingAt !== undefined, `${alert} is pending first`);
    check(this.firingAt !== undefined, `${alert} fires`);
    const held = (this.firingAt - this.pendingAt) / 1000;
    const least = scaledSeconds(wait);
    check(
      held >= least - 0.1 && held <= least + slack,
      `${alert} fires after ${least} s, not ${held.toFixed(1)} s`,
    );

    for (const status of ["firing", "resolved"] as const) {
      const heard = this.messages(status)
        .map(({ channel }) => channel)
        .sort();
      check(
        JSON.stringify(heard) === JSON.stringify([...channels].sort()),
        `${alert} (${status}) is told once by ${channels.join(", ")}, not ${heard.join(", ") || "by nobody"}`,
      );
    }
    for (const { channel, text } of this.messages("firing")) {
      check(text.includes(`${alert}.md`), `the ${channel} message on ${alert} leads to its runbook`);
    }
    const told = (Math.min(...this.messages("firing").map(({ at }) => at)) - this.firingAt) / 1000;
    const grouping = scaledSeconds(groupWait);
    // Firing is seen by asking, up to a few seconds late on a busy machine; a message is seen when it arrives.
    const early = grouping === 0 ? slack : 3;
    check(
      told >= grouping - early && told <= grouping + slack,
      `${alert} is told after ${grouping} s, not ${told.toFixed(1)} s`,
    );
    return [alert, clusterTime(held), clusterTime(Math.max(told, 0)), channels.join(", ")];
  }
}

/** Seconds of the run as minutes and seconds of the cluster. */
function clusterTime(seconds: number): string {
  const total = Math.round(seconds * timeScale);
  return `${Math.floor(total / 60)}m${String(total % 60).padStart(2, "0")}s`;
}
