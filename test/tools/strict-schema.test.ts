import { type JsonSchema, strictSchema } from "../../tools/schemas/strict-schema";

const inner = { type: "object", properties: { a: { type: "string" } } };
const strictInner = { ...inner, additionalProperties: false };
const alternatives: JsonSchema = { anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }] };
const properties = { a: {}, b: {} };

test.each<[string, JsonSchema, JsonSchema]>([
  [
    "fields that are not described are forbidden, at every depth",
    { properties: { list: { type: "array", items: inner }, map: { additionalProperties: inner } } },
    {
      properties: {
        list: { type: "array", items: strictInner },
        map: { additionalProperties: strictInner },
      },
      additionalProperties: false,
    },
  ],
  [
    "unknown fields stay allowed where the server keeps them",
    { properties: {}, "x-kubernetes-preserve-unknown-fields": true },
    { properties: {} },
  ],
  [
    "alternatives describe some fields each and forbid none",
    { ...alternatives, properties },
    { ...alternatives, properties, additionalProperties: false },
  ],
  ["a number or a word is both", { format: "int-or-string" }, { type: ["integer", "string"] }],
  [
    "a field may be called like a keyword",
    { properties: { default: { type: "string", default: "a" } } },
    { properties: { default: { type: "string" } }, additionalProperties: false },
  ],
])("%s", (_, schema, strict) => {
  expect(strictSchema(schema)).toEqual(strict);
});
