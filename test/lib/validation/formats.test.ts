import { families } from "../../../verify/props/families";
import { formatOf, propsOf, sample } from "../../../verify/props/prop-list";

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

describe.each(Object.entries(families))("%s", (name, { takes, refuses }) => {
  test.each(takes.map((value) => [value]))("takes %p", (value) => {
    expect(told.get(name)!(value)).toBeUndefined();
  });

  test.each(refuses.map((value) => [value]))("refuses %p and says what to do", (value) => {
    expect(told.get(name)!(value)).toMatch(/such as|must|write|use|see|set|leave|put|give/);
  });
});
