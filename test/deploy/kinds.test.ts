import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

const root = resolve(__dirname, "../..");
const environments = readdirSync(join(root, "dist"));

/** The rows of deploy/kinds.tsv: resource, kind, when. */
const kinds = readFileSync(join(root, "deploy/kinds.tsv"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t"));

function objects(environment: string) {
  const folder = join(root, "dist", environment);
  const { resources } = parse(readFileSync(join(folder, "kustomization.yaml"), "utf8"));
  return (resources as string[]).map((file) => parse(readFileSync(join(folder, file), "utf8")));
}

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

describe.each(environments)("%s", (environment) => {
  test("deploy.sh knows for every kind whether it may prune it", () => {
    const known = kinds.map(([, kind]) => kind);
    const unknown = objects(environment).filter(({ kind }) => !known.includes(kind));
    expect(unknown.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  });

  test("deploy.sh finds every object by its labels", () => {
    const lost = objects(environment).filter(
      ({ metadata }) => metadata.labels?.["app.kubernetes.io/part-of"] !== "fingerprint",
    );
    expect(lost.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
    const { labels } = parse(readFileSync(join(root, "dist", environment, "kustomization.yaml"), "utf8"));
    expect(labels[0].pairs.environment).toBe(environment);
  });
});
