import { bare, formatOf, propsOf } from "../../../verify/props/prop-list";
import { families } from "../../../verify/props/families";

/** One schema of each format: those whose bounds differ from prop to prop are met as props. */
const formats = new Map(
  propsOf()
    .flatMap(({ schema }) => [schema, ...("keyType" in schema.def ? [(schema.def as any).keyType] : [])])
    .flatMap((schema) => (formatOf(schema) === undefined ? [] : [[formatOf(schema)!, bare(schema)] as const]))
    .reverse(),
);

describe.each(Object.entries(families))("%s", (name, { takes, refuses }) => {
  const schema = formats.get(name)!;

  test.each(takes.map((value) => [value]))("takes %p", (value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });

  test.each(refuses.map((value) => [value]))("refuses %p and says what to write", (value) => {
    const result = schema.safeParse(value);
    expect(result.success).toBe(false);
    expect(result.error!.issues[0]!.message).toMatch(/such as|must|write|use|see/);
  });
});
