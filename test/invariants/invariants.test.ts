import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../lib/synth/manifest";
import { root } from "../../operations/root";
import { variants } from "../../verify/variants/variants";
import { resolved, synthesized } from "../support/environments";
import { everyExample } from "../support/every-example";
import { brokenPromises, invariants } from "./broken-promises";
import { subjects, workloads } from "./every-object";
import { sabotage } from "./sabotage";

const all = subjects(everyExample);

test.each(Object.entries(invariants))("%s, and the opposite is noticed", (name, violations) => {
  expect(violations(all)).toEqual([]);
  const [small] = everyExample.filter(({ environment }) => environment.name === "staging");
  const edited = structuredClone(small!.manifests);
  sabotage[name]!(edited);
  expect(violations(subjects([{ ...small!, manifests: edited }]))).not.toEqual([]);
});

test("what one object counts on, another provides", () => {
  expect(everyExample.flatMap(({ faults }) => faults)).toEqual([]);
});

test("the exceptions from hardening are few, and each has a reason", () => {
  const exceptions = workloads(all).flatMap(({ where, manifest }) =>
    Object.entries<string>(manifest["spec"].template?.metadata?.annotations ?? {})
      .filter(([key]) => key.startsWith("hardening-exception.fingerprint/"))
      .map(([key, reason]) => `${where} ${key.split("/")[1]!}: ${reason}`),
  );
  expect(exceptions).toMatchSnapshot();
});

/** What no example says. */
const others = Object.entries(variants).map(([what, props]) => ({
  what,
  made: synthesized(resolved(props)),
}));

test.each(others)("all of that holds with $what", ({ made }) => {
  expect(brokenPromises(made)).toEqual([]);
});

describe("deploy/kinds.tsv", () => {
  /** Kind and group, and when it is pruned. */
  const kinds = readFileSync(join(root, "deploy/kinds.tsv"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t"));

  /** As deploy.sh writes it down: `Deployment.apps`. */
  const kindAndGroup = ({ kind, apiVersion }: Manifest) =>
    `${kind}.${apiVersion.includes("/") ? apiVersion.split("/")[0]! : "core"}`;

  test("names each kind once, with when it is pruned", () => {
    for (const row of kinds)
      expect(row).toEqual([
        expect.stringMatching(/^\w+\.[a-z0-9.-]+$/),
        expect.stringMatching(/^(first|last|never)$/),
      ]);
    const names = kinds.map(([kind]) => kind);
    expect(names).toEqual([...new Set(names)]);
  });

  test("never prunes what holds people's data", () => {
    const never = kinds.filter(([, when]) => when === "never").map(([kind]) => kind);
    const data = ["Namespace.core", "PersistentVolumeClaim.core", "PersistentVolume.core", "Secret.core"];
    expect(never).toEqual(expect.arrayContaining(data));
  });

  test("has every kind that synth makes: in a cluster that was applied to before kinds were recorded, no other is looked for", () => {
    const known = new Set(kinds.map(([kind]) => kind));
    const made = [...everyExample, ...others.map((other) => other.made)].flatMap(
      ({ manifests }) => manifests,
    );
    expect(new Set(made.map(kindAndGroup).filter((kind) => !known.has(kind)))).toEqual(new Set());
  });
});
