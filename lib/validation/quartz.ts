import { format } from "./format";

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Least and most of each field, and the words that stand for its numbers from 1 on. */
const fields: readonly (readonly [least: number, most: number, words?: readonly string[]])[] = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12, months],
  [1, 7, days],
  [1970, 2199],
];

function isField(text: string, i: number): boolean {
  const [least, most, words = []] = fields[i] ?? [0, 0];
  const number = (value: string) => (words.includes(value) ? words.indexOf(value) + 1 : Number(value));
  const isKnown = (value: string) => number(value) >= least && number(value) <= most;
  return text.split(",").every((part) => {
    const [, from, to, step] =
      /^(\*|[A-Z]{3}|\d{1,4})(?:-([A-Z]{3}|\d{1,4}))?(?:\/([1-9]\d?))?$/.exec(part) ?? [];
    if (from === undefined) return false;
    if (from === "*") return to === undefined;
    const isOrdered = to === undefined || (isKnown(to) && number(from) <= number(to));
    return isKnown(from) && isOrdered && Number(step ?? 1) <= most;
  });
}

/**
 * A schedule as Elasticsearch takes it: seconds, minutes, hours, day of the month, month, day of the week, and perhaps
 * the year. One of both days is `?`.
 */
export const quartzSchedule = format<string>(
  "quartzSchedule",
  (value) => {
    const parts = value.split(" ");
    const unsaid = parts.filter((part) => part === "?").length;
    return (
      (parts.length === 6 || parts.length === 7) &&
      unsaid === 1 &&
      (parts[3] === "?" || parts[5] === "?") &&
      parts.every((part, i) => part === "?" || (i === 3 && part === "L") || isField(part, i))
    );
  },
  'is no schedule of Elasticsearch: write six fields with seconds first and "?" for one of both days, such as "0 30 1 * * ?"',
);
