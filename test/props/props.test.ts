import fc from "fast-check";
import { checks } from "../../environments/shape/checks";
import { families } from "../../verify/props/families";
import { formatOf, propsOf, sample } from "../../verify/props/prop-list";
import { variants } from "../../verify/variants/variants";
import { large } from "../environments/large";
import { small } from "../environments/small";
import { environmentWith, errorsOf, resolved } from "../support/environments";
import { corruptible, corruptionsOf, unnoticed } from "./corruptions";

test("every prop belongs to a family: a new one says what it refuses", () => {
  const texts = propsOf().filter(({ kind }) => kind === "text");
  const keys = propsOf().flatMap(({ path, kind, schema }) =>
    kind === "map" ? [{ path: `${path}'s keys`, format: formatOf((schema as any).def.keyType) }] : [],
  );
  const without = [...texts, ...keys].filter(({ format }) => families[format ?? ""] === undefined);
  expect(texts.length).toBeGreaterThan(100);
  expect(without.map(({ path }) => path)).toEqual([]);
});

test("every number has a least and a most", () => {
  const open = propsOf().filter(({ kind, schema: { minValue, maxValue } }: any) => {
    const isBounded = Number.isFinite(minValue) && maxValue < Number.MAX_SAFE_INTEGER;
    return kind === "number" && !isBounded;
  });
  expect(open.map(({ path }) => path)).toEqual([]);
});

const all = corruptible.flatMap(corruptionsOf);

test("whatever is wrong anywhere is refused where it stands, and nothing else is blamed for it", () => {
  expect(all.length).toBeGreaterThan(10_000);
  fc.assert(
    fc.property(fc.constantFrom(...all), (corruption) => {
      expect(unnoticed(corruption)).toBeUndefined();
    }),
    { numRuns: Number(process.env["CORRUPTIONS"] ?? 400) },
  );
});

test("more annotations than an object can bear are refused, and as many as it can are taken", () => {
  const annotations = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`note-${String(i).padStart(3, "0")}`, "é".repeat(500)]),
    );
  expect(errorsOf({ annotations: annotations(251) })).toEqual([]);
  expect(errorsOf({ annotations: annotations(252) })).toEqual([
    expect.stringMatching(/^staging\.annotations = .*: must be at most 253952 bytes together/),
  ]);
});

/** The first fault that is told of a value; undefined where it is taken. */
type Told = (value: unknown) => string | undefined;

const props = propsOf().reverse();

/** One schema of each format: those whose bounds differ from prop to prop are met as props. */
const told = new Map<string, Told>(
  props.flatMap(({ schema, format }) =>
    format === undefined ? [] : [[format, (value) => schema.safeParse(value).error?.issues[0]?.message]],
  ),
);

// A key is tried in its map, which knows more than the key's grammar.
for (const { kind, schema } of props) {
  const { keyType } = schema.def as any;
  if (kind === "map" && !told.has(formatOf(keyType) ?? ""))
    told.set(formatOf(keyType)!, (key) => {
      const [value] = Object.values(sample(schema) as object);
      const issue: any = schema.safeParse({ [String(key)]: value }).error?.issues[0];
      return issue?.issues?.[0].message ?? issue?.message;
    });
}

const each = (list: "takes" | "refuses") =>
  Object.entries(families).flatMap(([name, family]) => family[list].map((value) => [name, value] as const));

test.each(each("takes"))("%s takes %p", (name, value) => {
  expect(told.get(name)!(value)).toBeUndefined();
});

test.each(each("refuses"))("%s refuses %p and says what to do", (name, value) => {
  expect(told.get(name)!(value)).toMatch(/such as|must|write|use|see|set|leave|put|give/);
});

/** The same value, which writes down the path of whatever is read of it but for the objects on the way. */
function recorded<T>(value: T, read: Set<string>, path = ""): T {
  if (typeof value !== "object" || value === null) {
    read.add(path);
    return value;
  }
  return new Proxy(value, {
    ownKeys: (target) => {
      read.add(path);
      return Reflect.ownKeys(target);
    },
    get: (target, key) => {
      const child: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || typeof child === "function") return child;
      return recorded(child, read, path === "" ? key : `${path}.${key}`);
    },
  });
}

const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}.`);

const environments = [
  ...[large, small, ...Object.values(variants)].map(resolved),
  environmentWith({ "logging.kibana.savedSearches": [{ title: "errors", query: "message: error" }] }),
];

test.each(checks.map((check) => [check.path, check] as const))(
  "the check of %s reads what it says",
  (_, check) => {
    const reads = [check.path, ...(check.reads ?? [])];
    const read = new Set<string>();
    for (const env of environments) {
      const guarded = recorded(env, read);
      check.holds(guarded);
      check.remedy(guarded);
    }
    expect([...read].filter((path) => !reads.some((place) => isWithin(path, place)))).toEqual([]);
    expect(reads.filter((place) => ![...read].some((path) => isWithin(path, place)))).toEqual([]);
  },
);
