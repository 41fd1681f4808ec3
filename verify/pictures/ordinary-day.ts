import { join } from "node:path";
import { apiMetrics } from "../../contracts/metrics";
import { dataFile } from "../data-file";

/** The minutes in which something is wrong. */
const [begin, end] = [240, 270];

/** As ordinary-day.yaml explains it: `$name` is a number of the set of labels. */
type Amount = number | string;
type Value =
  | Amount
  | readonly [base: Amount, share: number]
  | { readonly usual: number; readonly trouble: number }
  | { readonly from: Amount; readonly hourly: number };

type Named<T> = Readonly<Record<string, T>>;

interface Group {
  readonly each: readonly Named<Amount | readonly string[]>[];
  readonly gauges?: Named<Value>;
  readonly counters?: Named<Value>;
  readonly histograms?: Named<readonly [events: Value, median: Value]>;
}

type Labels = Named<Amount>;

/** Each set of labels with one value of each. */
const sets = (each: Group["each"]): Labels[] =>
  each.flatMap((set) =>
    Object.entries(set).reduce<Labels[]>(
      (so, [name, values]) =>
        so.flatMap((labels) => [values].flat().map((value) => ({ ...labels, [name]: value }))),
      [{}],
    ),
  );

/** What a value is at a minute, for the nth set of labels. */
function amount(value: Value, minute: number, labels: Labels, n: number): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return Number(labels[value]);
  if ("usual" in value) return minute >= begin && minute < end ? value.trouble : value.usual;
  if ("from" in value) return amount(value.from, minute, labels, n) + (value.hourly * minute) / 60;
  const swing = 1 + value[1] * Math.sin(2 * Math.PI * (minute / 240 + n / 9));
  return amount(value[0], minute, labels, n) * swing * (1 + n / 50);
}

const bucketsOf = (metric: string) =>
  Object.values(apiMetrics).find(({ name }) => name === metric)?.buckets ?? [];

/** `name{label="value"}` with more labels. */
function named(name: string, more: Labels): string {
  const [, metric = "", own] = /^(\w+)(?:\{(.*)\})?$/.exec(name) ?? [];
  const labels = Object.entries(more).filter(([label]) => !label.startsWith("$"));
  return `${metric}{${[...(own ? [own] : []), ...labels.map(([label, value]) => `${label}="${value}"`)].join(",")}}`;
}

/**
 * The day as OpenMetrics text.
 *
 * @param start seconds since 1970
 * @param minutes how long
 * @param step seconds between two samples
 */
export function ordinaryDay(start: number, minutes: number, step: number): string {
  const lines: string[] = [];
  const series = (name: string, grows: boolean, at: (minute: number) => number) => {
    let sum = 0;
    for (let second = 0; second <= minutes * 60; second += step) {
      const value = at(second / 60);
      sum += value * step;
      // Few digits: processors differ in the last ones. What is no number is not there.
      if (!Number.isNaN(value))
        lines.push(`${name} ${Number((grows ? sum : value).toPrecision(9))} ${start + second}`);
    }
  };
  for (const { each, gauges = {}, counters = {}, histograms = {} } of day)
    for (const [n, labels] of sets(each).entries()) {
      const at = (value: Value) => (minute: number) => amount(value, minute, labels, n);
      for (const [name, value] of Object.entries(gauges)) series(named(name, labels), false, at(value));
      for (const [name, value] of Object.entries(counters)) series(named(name, labels), true, at(value));
      for (const [name, [events, median]] of Object.entries(histograms)) {
        const part = (suffix: string, more: object = {}) =>
          named(name.replace(/^\w+/, `$&_${suffix}`), { ...labels, ...more });
        // As Prometheus writes a bound: 1.0, never 1.
        const le = (bound: number) => String(bound).replace(/^\d+$/, "$&.0");
        for (const bound of bucketsOf(name.replace(/\{.*/, "")))
          series(
            part("bucket", { le: le(bound) }),
            true,
            (minute) => at(events)(minute) / (1 + (at(median)(minute) / bound) ** 2.4),
          );
        series(part("bucket", { le: "+Inf" }), true, at(events));
        series(part("count"), true, at(events));
        series(part("sum"), true, (minute) => at(events)(minute) * at(median)(minute) * 1.3);
      }
    }
  return `${lines.join("\n")}\n# EOF\n`;
}

const day = dataFile(join(__dirname, "ordinary-day.yaml")) as readonly Group[];
