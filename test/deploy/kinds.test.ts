import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../lib/synth/manifest";
import { root } from "../../operations/root";
import { variants } from "../../verify/variants/variants";
import { resolved, synthesized } from "../support/environments";
import { exampleDist } from "../support/example-dist";

/** The rows of deploy/kinds.tsv: kind and group, when. */
const kinds = readFileSync(join(root, "deploy/kinds.tsv"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t"));

/** The examples, and what no example says. */
const manifests = [
  ...exampleDist.flatMap((environment) => environment.manifests),
  ...Object.values(variants).flatMap((props) => synthesized(resolved(props)).manifests),
];

/** As deploy.sh writes it down: `Deployment.apps`. */
const kindAndGroup = ({ kind, apiVersion }: Manifest) =>
  `${kind}.${apiVersion.includes("/") ? apiVersion.split("/")[0]! : "core"}`;

test("every row names a kind and when it is pruned, each kind once", () => {
  for (const row of kinds)
    expect(row).toEqual([
      expect.stringMatching(/^\w+\.[a-z0-9.-]+$/),
      expect.stringMatching(/^(first|last|never)$/),
    ]);
  const names = kinds.map(([kind]) => kind);
  expect(names).toEqual([...new Set(names)]);
});

test("what holds people's data is never pruned", () => {
  const never = kinds.filter(([, when]) => when === "never").map(([kind]) => kind);
  expect(never).toEqual(
    expect.arrayContaining([
      "Namespace.core",
      "PersistentVolumeClaim.core",
      "PersistentVolume.core",
      "Secret.core",
    ]),
  );
});

test("in a cluster that was applied to before kinds were recorded, deploy.sh looks for every kind that synth makes", () => {
  const known = new Set(kinds.map(([kind]) => kind));
  expect(new Set(manifests.map(kindAndGroup).filter((kind) => !known.has(kind)))).toEqual(new Set());
});

test("deploy.sh finds every object by its labels", () => {
  const lost = manifests.filter(
    ({ metadata }) => metadata.labels?.["app.kubernetes.io/part-of"] !== "fingerprint",
  );
  expect(lost.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  for (const { name, common } of exampleDist)
    expect(common["labels"]).toMatchObject([{ pairs: { environment: name } }]);
});
