import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Exposition } from "../../e2e/metrics/exposition";
import { imagesFor } from "../../e2e/node/images/served-images";
import { readManifests } from "../../e2e/node/manifests";
import { overlay } from "../../e2e/node/overlay";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { small } from "../environments/small";
import { everyExample } from "../support/every-example";
import { temporaryFolder } from "../support/temporary-folder";

describe.each(everyExample)("images for $environment.name", ({ manifests }) => {
  test("every image that the manifests name can be served, and says where its facts are from", () => {
    const images = imagesFor(manifests);
    expect(images.size).toBeGreaterThan(10);
    for (const [reference, { source }] of images) {
      expect(reference).toMatch(/^[^/]+\.[^/]+\/.+:[^/@]+$/);
      expect(source.startsWith("https://") || existsSync(resolve(__dirname, "../..", source))).toBe(true);
    }
  });

  test("an image that nobody knows is named", () => {
    const [workload] = structuredClone(manifests).filter(({ kind }) => kind === "Deployment");
    workload!["spec"].template.spec.containers[0].image = "example.com/unknown:1";
    expect(() => imagesFor([workload!])).toThrow("example.com/unknown:1");
  });
});

test("the overlay changes requests of processors alone, and none that an autoscaler measures by", () => {
  const folder = temporaryFolder();
  const dist = join(folder, "dist");
  synthesizeEnvironment(small, dist);
  const changed = readManifests(join(overlay(join(dist, small.name), folder), small.name));
  const original = readManifests(join(dist, small.name));
  const paths = original.flatMap((object, i) => differences(object, changed[i], object["kind"]));
  expect(paths.filter((path) => !path.endsWith(".resources.requests.cpu"))).toEqual([]);
  expect(paths.length).toBeGreaterThan(10);
  const scaled = original.find(({ kind }) => kind === "HorizontalPodAutoscaler")?.["spec"].scaleTargetRef;
  const target = (objects: typeof original) =>
    objects.find(({ kind, metadata }) => kind === scaled.kind && metadata.name === scaled.name);
  expect(target(changed)).toEqual(target(original));
});

/** Paths at which two values differ. */
function differences(a: any, b: any, path: string): string[] {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null)
    return a === b ? [] : [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], `${path}.${key}`),
  );
}

test("a histogram counts a value in every bucket that holds it", () => {
  const exposition = new Exposition();
  const seconds = {
    name: "seconds",
    type: "histogram",
    help: "Time",
    labels: ["of"],
    buckets: [0.1, 1],
  } as const;
  exposition.observe(seconds, { of: "x" }, 0.5);
  expect(exposition.text().split("\n")).toEqual([
    "# HELP seconds Time",
    "# TYPE seconds histogram",
    'seconds_bucket{of="x",le="0.1"} 0',
    'seconds_bucket{of="x",le="1"} 1',
    'seconds_bucket{of="x",le="+Inf"} 1',
    'seconds_sum{of="x"} 0.5',
    'seconds_count{of="x"} 1',
    "",
  ]);
});
