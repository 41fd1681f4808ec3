import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import microdiff from "microdiff";
import { imagesFor } from "../../e2e/node/images/images";
import { overlay, readManifests } from "../../e2e/node/overlay";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { small } from "../environments/small";
import { everyExample } from "../support/examples";
import { temporaryFolder } from "../support/temporary-folder";

describe.each(everyExample)("images for $environment.name", ({ manifests }) => {
  test("every image that the manifests name can be served, and says where its facts are from", () => {
    const images = imagesFor(manifests);
    expect(images.size).toBeGreaterThan(10);
    for (const { source } of images.values())
      expect(source.startsWith("https://") || existsSync(resolve(__dirname, "../..", source))).toBe(true);
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
  const original = readManifests(join(dist, small.name));
  const changed = readManifests(join(overlay(join(dist, small.name), folder), small.name));
  const paths = microdiff(original, changed).map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(10);
  for (const path of paths) expect(path.slice(-3)).toEqual(["resources", "requests", "cpu"]);
  const scaler = original.find(({ kind }) => kind === "HorizontalPodAutoscaler")!;
  const { kind, name } = scaler["spec"].scaleTargetRef;
  const scaled = original.findIndex((one) => one["kind"] === kind && one.metadata.name === name);
  expect(paths.map(([object]) => object)).not.toContain(scaled);
});
