import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Manifest } from "../../../lib/synth/manifest";
import { readPrices } from "../../../operations/capacity/prices";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";
import { type Review, review as reviewOf } from "../../../operations/review/review";
import { reviewReport } from "../../../operations/review/review-report";
import { dataFile } from "../../../verify/data-file";
import { large } from "../../environments/large";
import { resolved, synthesized, withValues } from "../../support/environments";
import { distOf, exampleDist } from "../../support/examples";
import { deployment, environmentOf, hpa } from "../manifest-samples";

/** The examples' nodes are not those that an environment of their name declares. */
const review = (before: EnvironmentManifests[], after: EnvironmentManifests[]) =>
  reviewOf(before, after, prices, () => large.cluster.nodes)[0];

const production = exampleDist[0]!;
const prices = readPrices();

/** Production with an edit of one object, such as `Deployment fingerprint-api`; without `replace`, it is taken away. */
function edited(object: string, replace?: string, by = ""): EnvironmentManifests {
  const manifests = production.manifests.flatMap((manifest) => {
    if (`${manifest.kind} ${manifest.metadata.name}` !== object) return [manifest];
    if (replace === undefined) return [];
    return [parse(stringify(manifest).replace(new RegExp(replace), by)) as Manifest];
  });
  expect(manifests).not.toEqual(production.manifests);
  return { ...production, manifests };
}

const report = (one: Review | undefined, style: "text" | "markdown") => reviewReport(one!, prices, style);

test("an environment without a change is not told", () => {
  expect(review([production], [production])).toBeUndefined();
});

test("an environment that comes or goes is one line, its objects folded", () => {
  const removed = review([production], []);
  const count = String(production.manifests.length);
  expect(report(removed, "text")).toBe(
    `production: removed\n\n  ‼ production is removed with all of its ${count} objects, on the next prune of its cluster`,
  );
  const [above, folded] = report(removed, "markdown").split("<details>");
  expect(above).not.toContain("Deployment");
  expect(folded).toContain("- Deployment fingerprint/fingerprint-api");
  const added = review([], [production]);
  expect(report(added, "text")).toMatch(
    /! production is new: \d+ objects, \d+ prerequisites, published: finger/,
  );
});

test("what has not changed is not printed", () => {
  const after = edited("ConfigMap fingerprint-api-config", "workers: .*", 'workers: "9"');
  expect(report(review([production], [after]), "text")).not.toMatch(/capacity|images|exposure/);
});

test("the report reads from the risks to the fields", () => {
  const before = environmentOf(deployment({ image: "api:1.0.0", apart: true }), hpa(5, 20));
  const after = environmentOf(deployment({ image: "api:2.0.0", apart: true }), hpa(4, 30));
  expect(report(review([before], [after]), "markdown")).toMatchSnapshot();
});

type Edit = Partial<Record<"replace" | "by" | "told", string>>;
const edits = dataFile(join(__dirname, "risks.yaml")) as Record<string, readonly Edit[]>;
const rows = Object.entries(edits).flatMap(([object, all]) =>
  all.map((edit) => [object, edit.told ?? "nothing", edit] as const),
);

function risksOf(after: EnvironmentManifests): string[] {
  const { risks = [] } = review([production], [after]) ?? {};
  return risks.map(({ level, where, what }) => `${level}: ${where}: ${what}`);
}

test.each(rows)("of an edit of %s the review tells %s", (object, _, { replace, by, told }) => {
  const risks = risksOf(edited(object, replace, by));
  if (told === undefined) expect(risks).toEqual([]);
  else expect(risks).toContainEqual(expect.stringMatching(`^${told}`));
});

const gateway = { via: "gateway", className: "envoy", rateLimit: { by: "none" } };
const override = { value: "guest", override: "the status page has no users" };

test.each<[string, Record<string, unknown>, ...string[]]>([
  [
    "a renamed host with its certificate is a move",
    { "api.host": "api.example.org" },
    "caution: exposure: moves from fingerprint-api.example.com to api.example.org: point DNS there before",
  ],
  [
    "an Ingress that becomes a Gateway's routes is no loss, and needs a gateway",
    { "api.exposure": gateway },
    "caution: Prerequisite api gateway.*: must be there before this is applied",
    "caution: Prerequisite gatewayclass envoy: must be there before this is applied",
  ],
  [
    "KEDA in place of the autoscaler is no loss",
    { "monitoring.customMetrics": { provider: "keda" } },
    "caution: HorizontalPodAutoscaler .*-hpa: is replaced by ScaledObject fingerprint/fingerprint-api",
    "caution: Prerequisite api keda.*: must be there before this is applied",
  ],
  [
    "a setting that runs against what is promised is a danger",
    { "logging.elasticsearch.extraSettings": { "xpack.security.authc.anonymous.username": override } },
    'danger: StatefulSet .* promises: .*username = "guest": the status page has no users',
  ],
])("%s", (_, values, ...told) => {
  const risks = risksOf(distOf(synthesized(resolved(withValues(large, values)))));
  // Beside KEDA no adapter is left, which is told too.
  const others = risks.filter((risk) => !risk.includes("prometheus/"));
  expect(others).toEqual(told.map((one) => expect.stringMatching(`^${one}`)));
});
