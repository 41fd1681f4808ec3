import { parse } from "yaml";
import { isLogField } from "../../../contracts/log-fields";
import { kibanaYml } from "../../../logging/kibana/kibana-yml";
import { fieldsOf, unknownFields } from "../../../logging/kibana/queries";
import {
  type SavedObject,
  promisedSearches,
  savedObjects,
  savedObjectsFile,
} from "../../../logging/kibana/saved-objects";
import { environmentWith } from "../../support/environments";
import { type Place, overlaps } from "../../support/overlaps";

const objects = savedObjects({ savedSearches: [] });
const search = (object: SavedObject) => {
  const { searchSourceJSON } = object.attributes["kibanaSavedObjectMeta"] as { searchSourceJSON: string };
  return JSON.parse(searchSourceJSON);
};
const dashboard = objects.find(({ type }) => type === "dashboard");
const panels: any[] = JSON.parse(dashboard?.attributes["panelsJSON"] as string);

test("the three searches that the guide promises are there, word for word", () => {
  expect(promisedSearches().map(({ query }) => query)).toEqual([
    "severity:ERROR",
    'endpoint:"/api/v1/fingerprint/identify"',
    "response_time_ms:[1000 TO *]",
  ]);
  for (const { id, query } of promisedSearches()) {
    const found = objects.find((object) => object.type === "search" && object.id === id);
    expect(found && search(found).query).toEqual({ language: "lucene", query });
  }
});

test("the search bar reads the language of these searches", () => {
  const yml = parse(kibanaYml(environmentWith().logging)) as Record<string, unknown>;
  expect(yml["uiSettings.overrides"]).toEqual({ "search:queryLanguage": "lucene" });
});

test("every reference leads to an object of the same file", () => {
  const ids = new Set(objects.map(({ type, id }) => `${type} ${id}`));
  expect(ids.size).toBe(objects.length);
  for (const { references } of objects)
    for (const { type, id } of references) expect(ids).toContain(`${type} ${id}`);
});

test("every name by which an object refers to another is among its references", () => {
  for (const object of objects) {
    const text = JSON.stringify(object.attributes);
    const used = [...text.matchAll(/(?:indexRefName|panelRefName)[\\":]+([\w.-]+)/g)].map(([, name]) => name);
    for (const name of used)
      expect(object.references.map((reference) => reference.name.replace(/^.*:/, ""))).toContain(name);
  }
});

test("every field that a search or panel names is in the contract", () => {
  expect(panels.length).toBeGreaterThanOrEqual(8);
  const visualizations = panels.flatMap(({ embeddableConfig }) => embeddableConfig.savedVis ?? []);
  const fields = visualizations.flatMap(({ data }) =>
    data.aggs.flatMap(({ params }: any) => params.field ?? []),
  );
  expect(fields.length).toBeGreaterThan(5);
  expect(fields.filter((field) => !isLogField(field))).toEqual([]);
  for (const { data } of visualizations) expect(unknownFields(data.searchSource.query.query)).toEqual([]);

  for (const object of objects.filter(({ type }) => type === "search")) {
    expect((object.attributes["columns"] as string[]).filter((field) => !isLogField(field))).toEqual([]);
    expect(unknownFields(search(object).query.query)).toEqual([]);
  }
});

test("panels neither overlap nor leave the grid", () => {
  const grids: Place[] = panels.map(({ gridData }) => gridData);
  expect(Math.max(...grids.map(({ x, w }) => x + w))).toBeLessThanOrEqual(48);
  expect(overlaps(grids)).toEqual([]);
});

test("the file has one object a line, and an environment's own searches among them", () => {
  const file = savedObjectsFile({
    savedSearches: [
      { title: "Slow Firefox!", description: "", query: "predicted_family:Firefox", columns: ["message"] },
    ],
  });
  const ids = file
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).id);
  expect(ids).toContain("fingerprint-own-slow-firefox");
});

describe("queries", () => {
  test.each([
    ["severity:ERROR", ["severity"]],
    ['endpoint:"a \\"b\\" \\\\ c: d"', ["endpoint"]],
    ["response_time_ms:[1000 TO *]", ["response_time_ms"]],
    ["_exists_:status", ["status"]],
    ["severity:ERROR AND (status:[500 TO 599] OR -_exists_:endpoint)", ["severity", "status", "endpoint"]],
    ['message:"at 12:00:00 user: x" +kubernetes.pod.name:api*', ["message", "kubernetes.pod.name"]],
    ["path:/user:[a-z]+/ timeout", ["path"]],
    ["just words", []],
  ])("%s names its fields and nothing else", (query, fields) => {
    expect(fieldsOf(query)).toEqual(fields);
  });

  test("a field outside of the contract is found, also where only its presence is asked for", () => {
    expect(unknownFields("sverity:ERROR OR _exists_:statuscode")).toEqual(["sverity", "statuscode"]);
  });
});
