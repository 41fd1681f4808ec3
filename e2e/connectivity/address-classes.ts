/** Addresses that a reader thinks of as one. */
interface AddressClass {
  readonly title: string;
  /** Ranges as `first-last`. */
  readonly ranges: readonly string[];
}

const special: readonly AddressClass[] = [
  {
    title: "private addresses",
    ranges: [
      "10.0.0.0-10.255.255.255",
      "100.64.0.0-100.127.255.255",
      "172.16.0.0-172.31.255.255",
      "192.168.0.0-192.168.255.255",
    ],
  },
  { title: "link-local addresses, cloud metadata among them", ranges: ["169.254.0.0-169.254.255.255"] },
  { title: "loopback addresses", ranges: ["127.0.0.0-127.255.255.255"] },
];
const publicTitle = "the internet";

/** Every class by its title, the internet first. */
export const classTitles: readonly string[] = [publicTitle, ...special.map(({ title }) => title)];

export const isRange = (peer: string): boolean => /^\d+\.\d+\.\d+\.\d+-\d+\.\d+\.\d+\.\d+$/.test(peer);

/**
 * Turns ranges into titles of classes, where a class is covered as a whole, and leaves the others as they are.
 * The ranges must not overlap.
 */
export function classify(ranges: readonly string[]): string[] {
  const intervals = ranges.map(interval);
  const covered = (wanted: readonly Interval[]) => size(wanted) === size(intersection(intervals, wanted));
  const specials = special.map(({ title, ranges: own }) => ({ title, own: own.map(interval) }));
  const outside = complement(specials.flatMap(({ own }) => own));
  const classes = [{ title: publicTitle, own: outside }, ...specials].filter(({ own }) => covered(own));
  const known = classes.flatMap(({ own }) => own);
  const rest = intervals.filter((each) => size(intersection([each], known)) < size([each]));
  return [...classes.map(({ title }) => title), ...rest.map(text)];
}

type Interval = readonly [first: number, last: number];

function interval(range: string): Interval {
  const [first = "", last = ""] = range.split("-");
  return [number(first), number(last)];
}

const number = (address: string) => address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);

const address = (value: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

const text = ([first, last]: Interval) => `${address(first)}-${address(last)}`;

const size = (intervals: readonly Interval[]) =>
  intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0);

const intersection = (some: readonly Interval[], others: readonly Interval[]): Interval[] =>
  some.flatMap(([first, last]) =>
    others
      .map(([from, to]): Interval => [Math.max(first, from), Math.min(last, to)])
      .filter(([from, to]) => from <= to),
  );

function complement(intervals: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let next = 0;
  for (const [first, last] of [...intervals].sort(([a], [b]) => a - b)) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next < 2 ** 32) gaps.push([next, 2 ** 32 - 1]);
  return gaps;
}
