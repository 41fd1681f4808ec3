import { join } from "node:path";
import { dataFile } from "../data-file";

/** The minutes in which something is wrong. */
const [begin, end] = [240, 270];

type Named<T> = Readonly<Record<string, T>>;

/** As ordinary-day.yaml explains it: `$name` is a number of the set of labels. */
type Amount = number | string;
type Value =
  Amount | readonly [base: Amount, share: number] | { readonly usual: number; readonly trouble: number };

interface Group {
  readonly each: readonly Named<Amount | readonly string[]>[];
  readonly gauges?: Named<Value>;
  readonly counters?: Named<Value>;
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
  const swing = 1 + value[1] * Math.sin(2 * Math.PI * (minute / 240 + n / 9));
  return amount(value[0], minute, labels, n) * swing * (1 + n / 50);
}

/** The day as OpenMetrics text. It begins `start` seconds after 1970, and has a sample each `step` seconds. */
export function ordinaryDay(start: number, minutes: number, step: number): string {
  const lines: string[] = [];
  for (const { each, gauges = {}, counters = {} } of day)
    for (const [n, numbers] of sets(each).entries())
      for (const [name, value] of Object.entries({ ...gauges, ...counters })) {
        const [, metric = "", own] = /^(\w+)(?:\{(.*)\})?$/.exec(name) ?? [];
        const labels = Object.entries(numbers)
          .filter(([label]) => !label.startsWith("$"))
          .map(([label, text]) => `${label}="${text}"`);
        const series = `${metric}{${[...(own ? [own] : []), ...labels].join()}}`;
        let sum = 0;
        for (let second = 0; second <= minutes * 60; second += step) {
          const now = amount(value, second / 60, numbers, n);
          sum += now * step;
          // Few digits: processors differ in the last ones. What is no number is not there.
          const shown = Number((name in counters ? sum : now).toPrecision(9));
          if (!Number.isNaN(now)) lines.push(`${series} ${shown} ${start + second}`);
        }
      }
  return `${lines.join("\n")}\n# EOF\n`;
}

const day = dataFile(join(__dirname, "ordinary-day.yaml")) as readonly Group[];
