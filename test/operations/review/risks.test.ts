import { join } from "node:path";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";
import { dataFile } from "../../../verify/data-file";
import { large } from "../../environments/large";
import { withValues } from "../../support/environments";
import { distOf } from "../../support/example-dist";
import { edited, production, review } from "./edited-example";

interface Edit {
  readonly replace?: string;
  readonly by?: string;
  readonly told?: string;
}

const edits = dataFile(join(__dirname, "risks.yaml")) as Record<string, readonly Edit[]>;
const rows = Object.entries(edits).flatMap(([object, all]) =>
  all.map((edit) => [object, edit.told ?? "nothing", edit] as const),
);

function risksOf(after: EnvironmentManifests): string[] {
  return review([production], [after]).flatMap(({ risks }) =>
    risks.map(({ level, where, what }) => `${level}: ${where}: ${what}`),
  );
}

test.each(rows)("of an edit of %s the review tells %s", (object, _, { replace, by, told }) => {
  const risks = risksOf(edited(object, replace, by));
  if (told === undefined) expect(risks).toEqual([]);
  else expect(risks).toContainEqual(expect.stringMatching(`^${told}`));
});

const risksWith = (values: Record<string, unknown>) => risksOf(distOf(withValues(large, values)));

test("a renamed host with its certificate is a move", () => {
  expect(risksWith({ "api.host": "api.example.org" })).toEqual([
    "caution: exposure: moves from fingerprint-api.example.com to api.example.org: point DNS there before",
  ]);
});

test("an Ingress that becomes a Gateway's routes is no loss, and needs a gateway", () => {
  const exposure = { via: "gateway", className: "envoy", rateLimit: { by: "none" } };
  expect(risksWith({ "api.exposure": exposure })).toEqual([
    expect.stringMatching(/^caution: Prerequisite api gateway.*: must be there before this is applied/),
    expect.stringMatching(/^caution: Prerequisite gatewayclass envoy: must be there before this is applied/),
  ]);
});

test("KEDA in place of the autoscaler is no loss", () => {
  const risks = risksWith({ "monitoring.customMetrics": { provider: "keda" } });
  expect(risks.filter((risk) => risk.includes("fingerprint/"))).toEqual([
    "caution: HorizontalPodAutoscaler fingerprint/fingerprint-api-hpa: is replaced by ScaledObject fingerprint/fingerprint-api",
  ]);
});

test("a setting that runs against what is promised is a danger", () => {
  const setting = { value: "guest", override: "the status page has no users" };
  const settings = { "xpack.security.authc.anonymous.username": setting };
  expect(risksWith({ "logging.elasticsearch.extraSettings": settings })).toEqual([
    expect.stringMatching(
      /^danger: StatefulSet .* promises: .*username = "guest": the status page has no users/,
    ),
  ]);
});
