/** Series and their values in promtool's notation, one value each 15 s: `{ 'up{job="a"}': "1x10 0x10" }`. */
export type Series = Readonly<Record<string, string>>;

/** A moment after the start, such as `"5m15s"`. */
export type Moment =
  | `${number}${"s" | "m" | "h"}`
  | `${number}m${number}s`
  | `${number}h${number}m`
  | `${number}h${number}m${number}s`;

/** One alert that is expected to fire, beyond the labels that every alert of that name bears. */
export interface Firing {
  /** Labels that come from the series. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What the title of the notification says. */
  readonly summary: string;
  /** The value as the description writes it, where it does. */
  readonly value?: string;
}

/** What a run of series does to one alert. */
export interface AlertCase {
  readonly name: string;
  readonly series: Series;
  /** Moments at which nothing fires. */
  readonly silentAt: readonly Moment[];
  /** The moment at which it fires. @default never */
  readonly firesAt?: Moment;
  /** What fires then, usually one alert. */
  readonly firing?: readonly Firing[];
}

/** An alert with what it is expected to be, said apart from the rule itself, and its cases. */
export interface AlertCases {
  readonly alert: string;
  readonly severity: "critical" | "warning" | "none";
  readonly service: string;
  readonly component: string;
  /** Uid of the dashboard that it leads to. */
  readonly dashboard: string;
  readonly cases: readonly AlertCase[];
}

/** The cases of an alert, with whom it is about and the dashboard that it leads to. */
export function casesOf(
  about: Pick<AlertCases, "service" | "component" | "dashboard">,
  alert: string,
  severity: AlertCases["severity"],
  cases: readonly AlertCase[],
): AlertCases {
  return { ...about, alert, severity, cases };
}

/** Fires at a moment, and not one evaluation (15 s) before it. */
export function fires(
  name: string,
  series: Series,
  at: Moment,
  ...firing: readonly [Firing, ...Firing[]]
): AlertCase {
  return {
    name,
    series,
    firesAt: at,
    firing,
    silentAt: [before(at)].filter((moment) => moment !== undefined),
  };
}

/** Never fires, at none of these moments. */
export function silent(name: string, series: Series, ...silentAt: readonly [Moment, ...Moment[]]): AlertCase {
  return { name, series, silentAt };
}

/** Fires while the series is there, and ends after it vanished. */
export function ends(name: string, series: Series, at: Moment, firing: Firing, silentAt: Moment): AlertCase {
  return { name, series, firesAt: at, firing: [firing], silentAt: [silentAt] };
}

const units = { h: 3600, m: 60, s: 1 } as const;

/** One evaluation earlier; undefined at the start. */
function before(moment: Moment): Moment | undefined {
  const total = [...moment.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    -15,
  );
  return total < 0 ? undefined : `${total}s`;
}

/** Pairs of series and values for every bucket of a histogram, counted up each 15 s: `{ "1.0": 98, "+Inf": 100 }`. */
export function histogram(
  metric: string,
  labels: string,
  buckets: Readonly<Record<string, number>>,
  times: number | `${number} stale`,
): Series {
  return Object.fromEntries(
    Object.entries(buckets).map(([le, count]) => [
      `${metric}_bucket{${labels},le="${le}"}`,
      `0+${count}x${times}`,
    ]),
  );
}
