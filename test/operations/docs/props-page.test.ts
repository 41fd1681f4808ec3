import { environmentProps } from "../../../environments/shape/environment";
import { z } from "zod";
import { isStale } from "../../../operations/docs/generated-file";
import { environmentPropList, propsPage } from "../../../operations/docs/props-page";

const props = environmentPropList();
const prop = (path: string) => props.find((prop) => prop.path === path);

/** What each prop is where an environment does not say it: by path, as the page writes paths. */
function defaultsIn(
  { default: own, properties = {}, oneOf = [], items }: any,
  path: string,
): [string, unknown][] {
  return [
    ...(own === undefined ? [] : ([[path, own]] as [string, unknown][])),
    ...Object.entries(properties).flatMap(([name, schema]) =>
      defaultsIn(schema, path === "" ? name : `${path}.${name}`),
    ),
    ...oneOf.flatMap((option: any) => {
      const literal = Object.values<any>(option.properties).find((schema) => schema.const !== undefined);
      return defaultsIn(option, `${path} (${literal?.const})`);
    }),
    ...(items ? defaultsIn(items, `${path}[]`) : []),
  ];
}

test("every prop has a description", () => {
  expect(props.filter(({ text }) => text.trim() === "").map(({ path }) => path)).toEqual([]);
});

test("docstrings tell the defaults that the code has", () => {
  const schema = z.toJSONSchema(environmentProps, { io: "input", unrepresentable: "any" });
  const defaults = defaultsIn(schema, "");
  expect(defaults.length).toBeGreaterThan(60);
  const wrong = defaults.filter(([path, value]) => {
    const stated = prop(path)?.statedDefault;
    if (stated === undefined) return false;
    if (typeof value !== "object" || value === null) return !stated.startsWith(JSON.stringify(value));
    // In words: a section's docstring has every part in it.
    const parts = [...JSON.stringify(value).matchAll(/:"?([^"{},[\]]+)/g)].map(([, part = ""]) => part);
    return parts.some((part) => !new RegExp(`(?<!\\w)${part}(?!\\w)`).test(stated));
  });
  expect(wrong).toEqual([]);
});

test("docs/props.md is as the docstrings make it: npm run docs writes it anew", () => {
  expect(isStale(propsPage(props))).toBe(false);
});
