import { join } from "node:path";
import { apiMetrics } from "../../contracts/metrics";
import { dataFile } from "../data-file";

/** The minutes in which something is wrong. */
const [begin, end] = [240, 270];

type Named<T> = Readonly<Record<string, T>>;

/** As ordinary-day.yaml explains it: `$name` is a number of the set of labels. */
type Amount = number | string;
type Value =
  | Amount
  | readonly [base: Amount, share: number]
  | { readonly usual: number; readonly trouble: number }
  | { readonly from: Amount; readonly hourly: number };

interface Group {
  readonly each: readonly Named<Amount | readonly string[]>[];
  readonly gauges?: Named<Value>;
  readonly counters?: Named<Value>;
  readonly histograms?: Named<readonly [events: Value, median: Value]>;
}

/** Each set of labels with one value of each. */
const sets = (each: Group["each"]): Named<Amount>[] =>
  each.flatMap((set) =>
    Object.entries(set).reduce<Named<Amount>[]>(
      (so, [name, values]) =>
        so.flatMap((labels) => [values].flat().map((value) => ({ ...labels, [name]: value }))),
      [{}],
    ),
  );

/** What a value is at a minute, for the nth set of labels. */
function amount(value: Value, minute: number, labels: Named<Amount>, n: number): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return Number(labels[value]);
  if ("usual" in value) return minute >= begin && minute < end ? value.trouble : value.usual;
  if ("from" in value) return amount(value.from, minute, labels, n) + (value.hourly * minute) / 60;
  const swing = 1 + value[1] * Math.sin(2 * Math.PI * (minute / 240 + n / 9));
  return amount(value[0], minute, labels, n) * swing * (1 + n / 50);
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
  const series = (name: string, labels: Named<Amount>, grows: boolean, at: (minute: number) => number) => {
    const [, metric = "", own] = /^(\w+)(?:\{(.*)\})?$/.exec(name) ?? [];
    const shown = Object.entries(labels).filter(([label]) => !label.startsWith("$"));
    const all = [...(own ? [own] : []), ...shown.map(([label, value]) => `${label}="${value}"`)];
    let sum = 0;
    for (let second = 0; second <= minutes * 60; second += step) {
      const value = at(second / 60);
      sum += value * step;
      // Few digits: processors differ in the last ones. What is no number is not there.
      if (!Number.isNaN(value))
        lines.push(
          `${metric}{${all.join()}} ${Number((grows ? sum : value).toPrecision(9))} ${start + second}`,
        );
    }
  };
  for (const { each, gauges = {}, counters = {}, histograms = {} } of day)
    for (const [n, labels] of sets(each).entries()) {
      const at = (value: Value) => (minute: number) => amount(value, minute, labels, n);
      for (const [name, value] of Object.entries(gauges)) series(name, labels, false, at(value));
      for (const [name, value] of Object.entries(counters)) series(name, labels, true, at(value));
      for (const [name, [events, median]] of Object.entries(histograms)) {
        const named = (suffix: string) => name.replace(/^\w+/, `$&_${suffix}`);
        const metric = Object.values(apiMetrics).find((one) => one.name === /^\w+/.exec(name)?.[0]);
        for (const bound of [...(metric?.buckets ?? []), Infinity]) {
          // As Prometheus writes a bound: 1.0, never 1.
          const le = bound === Infinity ? "+Inf" : String(bound).replace(/^\d+$/, "$&.0");
          const within = (minute: number) => at(events)(minute) / (1 + (at(median)(minute) / bound) ** 2.4);
          series(named("bucket"), { ...labels, le }, true, within);
        }
        series(named("count"), labels, true, at(events));
        series(named("sum"), labels, true, (minute) => at(events)(minute) * at(median)(minute) * 1.3);
      }
    }
  return `${lines.join("\n")}\n# EOF\n`;
}

const day = dataFile(join(__dirname, "ordinary-day.yaml")) as readonly Group[];
