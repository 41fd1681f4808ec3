import fc from "fast-check";
import { errorsOf } from "../support/environments";
import { corruptible, corruptionsOf, unnoticed } from "./corruptions";
import { families } from "../../verify/props/families";
import { formatOf, propsOf } from "../../verify/props/prop-list";

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
