import { readPrices } from "../../../operations/capacity/prices";
import { reviewReport } from "../../../operations/review/review-report";
import { deployment, environmentOf, hpa } from "../manifest-samples";
import { edited, production, review } from "./edited-example";

/** What is told of an edit of one object. */
const edit = (object: string, replace: string, by: string) =>
  review([production], [edited({ in: object, replace, by })])[0]!;
const [config, autoscaler] = [
  "ConfigMap fingerprint-api-config",
  "HorizontalPodAutoscaler fingerprint-api-hpa",
];

test("an environment without a change is not told", () => {
  expect(review([production], [production])).toEqual([]);
});

test("an environment that comes or goes is one line, its objects folded", () => {
  const prices = readPrices();
  const [removed] = review([production], []);
  expect(removed?.risks.map(({ what }) => what)).toEqual([
    `is removed with all of its ${String(production.manifests.length)} objects, on the next prune of its cluster`,
  ]);
  const lines = reviewReport(removed!, prices, "text").split("\n");
  expect(lines.filter((line) => line !== "")).toHaveLength(2);
  const folded = reviewReport(removed!, prices, "markdown");
  expect(folded.slice(0, folded.indexOf("<details>"))).not.toContain("Deployment");
  expect(folded).toContain("- Deployment fingerprint/fingerprint-api");
  const [added] = review([], [production]);
  expect(added?.risks.map(({ level, what }) => `${level}: ${what}`)).toEqual([
    expect.stringMatching(/^caution: is new: \d+ objects, \d+ prerequisites, published: fingerprint-api/),
  ]);
});

test("what has not changed is not printed", () => {
  const report = reviewReport(edit(autoscaler, "maxReplicas: 20", "maxReplicas: 21"), readPrices(), "text");
  expect(report).toContain("replicas of fingerprint/fingerprint-api");
  expect(report).not.toContain("storage");
  const setting = edit(config, "workers: .*", 'workers: "9"');
  expect(reviewReport(setting, readPrices(), "text")).not.toContain("capacity");
});

test("a text with a tab is printed", () => {
  const setting = edit(config, "workers: .*", String.raw`workers: "a\tb"`);
  expect(reviewReport(setting, readPrices(), "text")).toMatch(/workers .* a b$/m);
});

test("a changed pod template rolls the pods, a changed autoscaler does not", () => {
  const image = edit("Deployment fingerprint-api", "image: .*", "image: fingerprint-api:1.0.1");
  const bounds = edit(autoscaler, "maxReplicas: 20", "maxReplicas: 21");
  expect(image.rolls).toEqual(["Deployment fingerprint/fingerprint-api"]);
  expect(image.images).toEqual([
    {
      container: "Deployment fingerprint/fingerprint-api: fingerprint-api",
      before: "fingerprint-api:1.0.0",
      after: "fingerprint-api:1.0.1",
    },
  ]);
  expect(bounds.rolls).toEqual([]);
  expect(bounds.capacity.after.throughput[0]?.atMax).toBe(2100);
});

test.each(["text", "markdown"] as const)("the report in %s reads from the risks to the fields", (style) => {
  const before = environmentOf(deployment({ image: "api:1.0.0", apart: true }), hpa(5, 20));
  const after = environmentOf(deployment({ image: "api:2.0.0", apart: true }), hpa(4, 30));
  const reports = review([before], [after]).map((one) => reviewReport(one, readPrices(), style));
  expect(reports.join()).toMatchSnapshot();
});
