/** A quantity over the minutes of a history. */
export type Course = (minute: number) => number;

/** A series, and what it is at each minute. */
export interface Series {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: Course;
  /** What grows by so much a second. @default false: it is so much */
  readonly counter?: boolean;
}

/** Goes up and down by a share of itself, once in four hours. */
export const swing =
  (base: number, share = 0.15, phase = 0): Course =>
  (minute) =>
    base * (1 + share * Math.sin(2 * Math.PI * (minute / 240 + phase)));

/** A value, the same at all times. */
export const flat =
  (value: number): Course =>
  () =>
    value;

/** One value, and another between two minutes. */
export const between =
  (from: number, to: number, value: number, otherwise: number): Course =>
  (minute) =>
    minute >= from && minute < to ? value : otherwise;

export const gauge = (metric: string, labels: Series["labels"], at: Course): Series => ({
  metric,
  labels,
  at,
});

export const counter = (metric: string, labels: Series["labels"], at: Course): Series => ({
  metric,
  labels,
  at,
  counter: true,
});

/** The series of a histogram: so many events a second, half of them below the median. */
export function histogram(
  metric: string,
  labels: Series["labels"],
  buckets: readonly number[],
  events: Course,
  median: Course,
): Series[] {
  const below =
    (bound: number): Course =>
    (minute) =>
      events(minute) / (1 + (median(minute) / bound) ** 2.4);
  return [
    ...buckets.map((bound) =>
      // As Prometheus writes a bound: 1.0, never 1.
      counter(`${metric}_bucket`, { ...labels, le: String(bound).replace(/^\d+$/, "$&.0") }, below(bound)),
    ),
    counter(`${metric}_bucket`, { ...labels, le: "+Inf" }, events),
    counter(`${metric}_count`, labels, events),
    counter(`${metric}_sum`, labels, (minute) => events(minute) * median(minute) * 1.3),
  ];
}

const text = (labels: Series["labels"]) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");

/**
 * All series as OpenMetrics text.
 *
 * @param start seconds since 1970
 * @param minutes how long
 * @param step seconds between two samples
 */
export function openMetrics(all: readonly Series[], start: number, minutes: number, step: number): string {
  const lines: string[] = [];
  for (const { metric, labels, at, counter: grows } of all) {
    const name = `${metric}{${text(labels)}}`;
    let sum = 0;
    for (let second = 0; second <= minutes * 60; second += step) {
      const value = at(second / 60);
      sum += value * step;
      // Few digits: processors differ in the last ones. What is no number is not there.
      if (!Number.isNaN(value)) {
        lines.push(
          `${name} ${String(Number((grows ? sum : value).toPrecision(9)))} ${String(start + second)}`,
        );
      }
    }
  }
  return `${lines.join("\n")}\n# EOF\n`;
}
