import { z } from "zod";
import { choicesIn, choicesOf } from "../../verify/variants/choices";

const schema = z.strictObject({
  exposure: z
    .discriminatedUnion("via", [
      z.strictObject({ via: z.literal("ingress") }),
      z.strictObject({
        via: z.literal("gateway"),
        limit: z.discriminatedUnion("by", [
          z.strictObject({ by: z.literal("none") }),
          z.strictObject({ by: z.literal("envoy") }),
        ]),
      }),
    ])
    .prefault({ via: "ingress" }),
});

test("every option of every union is a choice, nested ones too", () => {
  expect(choicesOf(schema)).toEqual([
    "exposure.via = ingress",
    "exposure.via = gateway",
    "exposure.limit.by = none",
    "exposure.limit.by = envoy",
  ]);
});

test("what a value says, by itself or by default, is made", () => {
  const offered = new Set(choicesOf(schema));
  expect(choicesIn(schema.parse({}), offered)).toEqual(["exposure.via = ingress"]);
  expect(choicesIn(schema.parse({ exposure: { via: "gateway", limit: { by: "envoy" } } }), offered)).toEqual([
    "exposure.via = gateway",
    "exposure.limit.by = envoy",
  ]);
});
