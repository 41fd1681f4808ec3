/** Aborts a signal when a scenario has used up its seconds. The time that it waits for others does not count. */
export class TimeLimit {
  private readonly controller = new AbortController();
  private remaining: number;
  private since = performance.now();
  private pauses = 0;
  private stopped = false;
  private timer: NodeJS.Timeout;

  constructor(private readonly seconds: number) {
    this.remaining = seconds * 1000;
    this.timer = this.start();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Waits for something without counting the time. Several waits may overlap. */
  async without<Value>(wait: Promise<Value>): Promise<Value> {
    if (this.pauses++ === 0) {
      clearTimeout(this.timer);
      this.remaining -= performance.now() - this.since;
    }
    try {
      return await wait;
    } finally {
      if (--this.pauses === 0 && !this.stopped) this.timer = this.start();
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private start(): NodeJS.Timeout {
    this.since = performance.now();
    return setTimeout(() => {
      this.controller.abort(new Error(`not finished within ${this.seconds} s`));
    }, this.remaining);
  }
}
