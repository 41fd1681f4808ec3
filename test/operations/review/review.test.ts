import { readPrices } from "../../../operations/capacity/prices";
import type { Review } from "../../../operations/review/review";
import { reviewReport } from "../../../operations/review/review-report";
import { deployment, environmentOf, hpa } from "../manifest-samples";
import { edited, production, review } from "./edited-example";

const prices = readPrices();
const report = (one: Review | undefined, style: "text" | "markdown") => reviewReport(one!, prices, style);

const workers = (value: string) => {
  const [told] = review(
    [production],
    [edited("ConfigMap fingerprint-api-config", "workers: .*", `workers: ${value}`)],
  );
  return report(told, "text");
};

test("an environment without a change is not told", () => {
  expect(review([production], [production])).toEqual([]);
});

test("an environment that comes or goes is one line, its objects folded", () => {
  const [removed] = review([production], []);
  const count = String(production.manifests.length);
  expect(removed?.risks.map(({ what }) => what)).toEqual([
    `is removed with all of its ${count} objects, on the next prune of its cluster`,
  ]);
  expect(report(removed, "text").split("\n").filter(Boolean)).toHaveLength(2);
  const [above, folded] = report(removed, "markdown").split("<details>");
  expect(above).not.toContain("Deployment");
  expect(folded).toContain("- Deployment fingerprint/fingerprint-api");
  const [added] = review([], [production]);
  expect(added?.risks).toMatchObject([
    {
      level: "caution",
      what: expect.stringMatching(/^is new: \d+ objects, \d+ prerequisites, published: finger/),
    },
  ]);
});

test("what has not changed is not printed", () => {
  expect(workers('"9"')).not.toMatch(/capacity|images|exposure/);
});

test("a text with a tab is printed", () => {
  expect(workers(String.raw`"a\tb"`)).toMatch(/workers .* a b$/m);
});

test("the report reads from the risks to the fields", () => {
  const before = environmentOf(deployment({ image: "api:1.0.0", apart: true }), hpa(5, 20));
  const after = environmentOf(deployment({ image: "api:2.0.0", apart: true }), hpa(4, 30));
  const [told] = review([before], [after]);
  expect(report(told, "markdown")).toMatchSnapshot();
});
