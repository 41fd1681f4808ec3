import { parse } from "yaml";
import { isLogField } from "../../contracts/log-fields";
import { kibanaYml } from "../../logging/kibana/kibana-yml";
import { fieldsOf, unknownFields } from "../../logging/kibana/lucene-query";
import { type SavedObject, savedObjectsFile } from "../../logging/kibana/saved-objects";
import { environmentWith } from "../support/environments";

const own = {
  title: "Slow Firefox!",
  description: "",
  query: "predicted_family:Firefox",
  columns: ["message"],
};
const objects = savedObjectsFile({ savedSearches: [own] })
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as SavedObject);
const searches = objects
  .filter(({ type }) => type === "search")
  .map(({ id, attributes }) => ({
    id,
    columns: attributes["columns"] as string[],
    query: JSON.parse((attributes["kibanaSavedObjectMeta"] as any).searchSourceJSON).query,
  }));
const dashboard = objects.find(({ type }) => type === "dashboard");
const panels: any[] = JSON.parse(dashboard?.attributes["panelsJSON"] as string);

test("an environment's own searches are there beside the guide's, in the language that the search bar reads", () => {
  expect(searches.map(({ id }) => id)).toEqual([
    "fingerprint-errors",
    "fingerprint-identify",
    "fingerprint-slow",
    "fingerprint-own-slow-firefox",
  ]);
  expect(searches.map(({ query }) => query.language)).toEqual(searches.map(() => "lucene"));
  const yml = parse(kibanaYml(environmentWith().logging)) as Record<string, unknown>;
  expect(yml["uiSettings.overrides"]).toEqual({ "search:queryLanguage": "lucene" });
});

test("every reference leads to an object of the same file, and every name of one is among them", () => {
  const ids = new Set(objects.map(({ type, id }) => `${type} ${id}`));
  expect(ids.size).toBe(objects.length);
  for (const { references, attributes } of objects) {
    for (const { type, id } of references) expect(ids).toContain(`${type} ${id}`);
    const names = references.map(({ name }) => name.replace(/^.*:/, ""));
    const used = JSON.stringify(attributes).matchAll(/(?:indexRefName|panelRefName)[\\":]+([\w.-]+)/g);
    for (const [, name] of used) expect(names).toContain(name);
  }
});

test("every field that a search or panel names is in the contract", () => {
  expect(panels.length).toBeGreaterThanOrEqual(8);
  const visualizations = panels.flatMap(({ embeddableConfig }) => embeddableConfig.savedVis ?? []);
  const fields = visualizations.flatMap(({ data }) =>
    data.aggs.flatMap(({ params }: any) => params.field ?? []),
  );
  expect(fields.length).toBeGreaterThan(5);
  const named = [...fields, ...searches.flatMap(({ columns }) => columns)];
  expect(named.filter((field) => !isLogField(field))).toEqual([]);
  const queries = [
    ...searches.map(({ query }) => query.query),
    ...visualizations.map(({ data }) => data.searchSource.query.query),
  ];
  expect(queries.flatMap(unknownFields)).toEqual([]);
});

test("panels neither overlap nor leave the grid", () => {
  const grids: Record<"x" | "y" | "w" | "h", number>[] = panels.map(({ gridData }) => gridData);
  expect(Math.max(...grids.map(({ x, w }) => x + w))).toBeLessThanOrEqual(48);
  const cells = grids.flatMap(({ x, y, w, h }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

test.each([
  ['endpoint:"a \\"b\\" \\\\ c: d"', ["endpoint"]],
  ["severity:ERROR AND (status:[500 TO 599] OR -_exists_:endpoint)", ["severity", "status", "endpoint"]],
  ['message:"at 12:00:00 user: x" +kubernetes.pod.name:api*', ["message", "kubernetes.pod.name"]],
  ["path:/user:[a-z]+/ just words", ["path"]],
])("%s names its fields and nothing else", (query, fields) => {
  expect(fieldsOf(query)).toEqual(fields);
});
