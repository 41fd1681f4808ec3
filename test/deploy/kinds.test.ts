import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../operations/root";
import { variants } from "../../verify/variants/variants";
import { resolved, synthesized } from "../support/environments";
import { exampleDist } from "../support/example-dist";

/** The rows of deploy/kinds.tsv: resource, kind, when. */
const kinds = readFileSync(join(root, "deploy/kinds.tsv"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t"));

/** The examples, and what no example says. */
const manifests = [
  ...exampleDist.flatMap((environment) => environment.manifests),
  ...Object.values(variants).flatMap((props) => synthesized(resolved(props)).manifests),
];

test("every row names a resource, a kind and when it is pruned, each kind once", () => {
  for (const row of kinds)
    expect(row).toEqual([
      expect.any(String),
      expect.any(String),
      expect.stringMatching(/^(first|last|never)$/),
    ]);
  const names = kinds.map(([, kind]) => kind);
  expect(names).toEqual([...new Set(names)]);
});

test("what holds people's data is never pruned", () => {
  const never = kinds.filter(([, , when]) => when === "never").map(([, kind]) => kind);
  expect(never).toEqual(
    expect.arrayContaining(["Namespace", "PersistentVolumeClaim", "PersistentVolume", "Secret"]),
  );
});

test("deploy.sh knows for every kind whether it may prune it", () => {
  const known = kinds.map(([, kind]) => kind);
  const unknown = manifests.filter(({ kind }) => !known.includes(kind));
  expect(unknown.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
});

test("deploy.sh finds every object by its labels", () => {
  const lost = manifests.filter(
    ({ metadata }) => metadata.labels?.["app.kubernetes.io/part-of"] !== "fingerprint",
  );
  expect(lost.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  for (const { name, common } of exampleDist)
    expect(common["labels"]).toMatchObject([{ pairs: { environment: name } }]);
});
