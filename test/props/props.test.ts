import { inspect, isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { type Fault, faultLine, isError } from "../../lib/validation/fault";
import { families, wrongKinds, wrongTexts } from "../../verify/props/families";
import { type Prop, formatOf, propsOf, sample } from "../../verify/props/prop-list";
import { environmentWith, errorsOf, withValues } from "../support/environments";

const props = propsOf();
/** The format of a prop's text, or of a map's keys. */
const formatIn = ({ kind, schema, format }: Prop) =>
  kind === "map" ? formatOf((schema as any).def.keyType) : format;

test("every text and every map's keys belong to a family: a new one says what it refuses", () => {
  const texts = props.filter(({ kind }) => kind === "text" || kind === "map");
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((prop) => !families[formatIn(prop) ?? ""]).map(({ path }) => path)).toEqual([]);
});

test("every number has a least and a most", () => {
  const open = props.filter(({ kind, schema: { minValue, maxValue } }: any) => {
    const isBounded = Number.isFinite(minValue) && maxValue < Number.MAX_SAFE_INTEGER;
    return kind === "number" && !isBounded;
  });
  expect(open.map(({ path }) => path)).toEqual([]);
});

/** Says what to do. */
const remedy = /such as|must|write|use|see|set|leave|put|give|correct|remove|state|choose/i;

test.each(Object.entries(families))("%s takes what is right, and refuses mistakes", (name, family) => {
  // A key is tried in its map, which knows more than the key's grammar.
  const messages = props
    .filter((prop) => formatIn(prop) === name)
    .map(({ kind, schema }) => (value: unknown) => {
      const [one] = Object.values(kind === "map" ? (sample(schema) as object) : {}) as unknown[];
      const tried = schema.safeParse(kind === "map" ? { [String(value)]: one } : value);
      const [issue] = (tried.error?.issues ?? []) as any[];
      return (issue?.issues?.[0] ?? issue)?.message as string | undefined;
    });
  // Bounds differ from prop to prop.
  const takes = (value: unknown) => messages.some((message) => message(value) === undefined);
  const refuses = (value: unknown) => messages.every((message) => remedy.test(message(value) ?? ""));
  expect(family.takes.filter((value) => !takes(value))).toEqual([]);
  expect(family.refuses.filter((value) => !refuses(value))).toEqual([]);
});

/** Whether a value of some kind is right for a prop, or may be: of numbers and lists, the bounds decide. */
function mayFit({ kind, schema, format = "" }: Prop, of: string, value: unknown): boolean {
  const takesToo = families[format]?.alsoKinds?.includes(of) === true;
  // A section of which every part has a default may be empty.
  if (of === "object") return isDeepStrictEqual(value, {}) && schema.safeParse({}).success;
  if (of === "number")
    return (takesToo && Number.isFinite(value)) || (kind === of && Number.isInteger(value));
  return takesToo || kind === of;
}

/** What people write by mistake where they mean a value of this kind. */
function mistakesOf(prop: Prop): unknown[] {
  const { kind, schema } = prop;
  const inner = schema as any;
  const { refuses = [], alsoTakes } = families[formatIn(prop) ?? ""] ?? {};
  switch (kind) {
    case "text": {
      const isRight = (text: string) =>
        alsoTakes !== undefined && new RegExp(alsoTakes, "u").test(text) && text.length <= 2048;
      return [...refuses, ...wrongTexts.filter((text) => text.trim() !== text || !isRight(text))];
    }
    case "number":
      return [Number(inner.minValue) - 1, Number(inner.maxValue) + 1, 1e21, "1", "1_0"];
    case "list": {
      const one = sample(inner.element);
      return [[one, one], [null], "text"];
    }
    case "map": {
      const [value] = Object.values(sample(inner) as object);
      const keys = [...refuses, "__proto__", "a b", "a\nb", "${x}"];
      return keys.map((key) => Object.defineProperty({}, String(key), { value, enumerable: true }));
    }
    case "object":
    case "union":
      return [{ ...(sample(inner) as object), misspelt: 1 }, "misspelt"];
    default:
      return ["misspelt", "True", "yes"];
  }
}

/** Every prop but the name, which says which environment is meant. */
const corruptible = props.filter(({ path }) => path !== "" && path !== "name");

/** For each of them something that it has to refuse, another each time. */
const corruptions = corruptible.map((prop) => {
  const others = wrongKinds.filter(([of, value]) => !mayFit(prop, of, value)).map(([, value]) => value);
  return fc.constantFrom(...others, ...mistakesOf(prop));
});

/** Everything is said, so that whatever is wrong beside the corruption comes from it. */
const base = environmentWith();

/** Why a prop's corruption is not told as it should be, if so. */
function unnoticed({ path, needs }: Prop, value: unknown): string[] {
  const props = withValues(base, { ...structuredClone(needs), [path]: value });
  const { faults } = checkEnvironments([{ file: "environments/staging.ts", props }]);
  const place = `staging.${path}`;
  const isNear = (fault: Fault) =>
    fault.path === place || fault.path.startsWith(`${place}.`) || place.startsWith(`${fault.path}.`);
  const errors = faults.filter(isError);
  const isTold = errors.some((fault) => isNear(fault) && remedy.test(fault.remedy));
  if (isTold && errors.every(isNear)) return [];
  return [`${place} = ${inspect(value)}: ${errors.map(faultLine).join("; ") || "is taken"}`];
}

test("whatever is wrong anywhere is refused where it stands, and nothing else is blamed for it", () => {
  fc.assert(
    fc.property(fc.tuple(...corruptions), (drawn) => {
      expect(corruptible.flatMap((prop, i) => unnoticed(prop, drawn[i]))).toEqual([]);
    }),
    { numRuns: Number(process.env["CORRUPTIONS"] ?? 1), endOnFailure: true },
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

test("a missing field that has no default is named", () => {
  for (const path of "cluster cluster.name cluster.nodes api api.image api.host api.replicas".split(" "))
    expect(errorsOf({ [path]: undefined })).toEqual([expect.stringContaining(`staging.${path}: is missing`)]);
});
