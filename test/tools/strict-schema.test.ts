import type { JsonSchema } from "../../tools/schemas/json-schema";
import { strictSchema } from "../../tools/schemas/strict-schema";

test("fields that are not described are forbidden, at every depth", () => {
  const inner = { type: "object", properties: { a: { type: "string" } } };
  expect(
    strictSchema({
      properties: { list: { type: "array", items: inner }, map: { additionalProperties: inner } },
    }),
  ).toEqual({
    properties: {
      list: { type: "array", items: { ...inner, additionalProperties: false } },
      map: { additionalProperties: { ...inner, additionalProperties: false } },
    },
    additionalProperties: false,
  });
});

test("unknown fields stay allowed where the server keeps them", () => {
  expect(strictSchema({ properties: {}, "x-kubernetes-preserve-unknown-fields": true })).toEqual({
    properties: {},
  });
  expect(strictSchema({ type: "object", additionalProperties: { type: "string" } })).toEqual({
    type: "object",
    additionalProperties: { type: "string" },
  });
});

test("alternatives describe some fields each and forbid none", () => {
  const alternatives: JsonSchema = { anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }] };
  expect(strictSchema({ ...alternatives, properties: { a: {}, b: {} } })).toEqual({
    ...alternatives,
    properties: { a: {}, b: {} },
    additionalProperties: false,
  });
});

test("a number or a word is both", () => {
  expect(strictSchema({ type: "string", format: "int-or-string" })).toEqual({ type: ["integer", "string"] });
  expect(strictSchema({ "x-kubernetes-int-or-string": true })).toEqual({ type: ["integer", "string"] });
});

test("a field may be called like a keyword", () => {
  expect(strictSchema({ properties: { default: { type: "string", default: "a" } } }).properties).toEqual({
    default: { type: "string" },
  });
});
