import { takenBy } from "./families";
import { type Prop, bounds, formatOf, sample } from "./prop-list";

/** Of many values the shortest, the longest and one between, which is another for another prop: together they are all tried. */
function few(values: readonly unknown[], path: string): unknown[] {
  if (values.length <= 4) return [...values];
  const sorted = [...values].sort((a, b) => String(a).length - String(b).length);
  return [sorted[0], sorted.at(-1), sorted[path.length % sorted.length]];
}

/**
 * Values at the edges of what a prop takes: shortest and longest, least and most, every word, a list with all of them.
 * None for a section, whose parts have edges of their own.
 */
export function edgesOf({ path, kind, schema, format }: Prop): unknown[] {
  const inner = schema as any;
  const all = (() => {
    switch (kind) {
      case "text":
        return [...few(takenBy(format), path), ...bounds(schema)];
      case "number":
        return [inner.minValue, inner.maxValue];
      case "boolean":
        return [true, false];
      case "choice":
        return inner.options;
      case "list":
        return [[], [...takenBy(formatOf(inner.element))], [sample(inner.element)]];
      case "map": {
        const [value] = Object.values(sample(schema) as object);
        return [{}, Object.fromEntries(takenBy(formatOf(inner.def.keyType)).map((key) => [key, value]))];
      }
      default:
        return [];
    }
  })() as unknown[];
  return all.filter((value) => schema.safeParse(value).success);
}
