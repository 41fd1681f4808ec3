import type { k8s } from "cdk8s-plus-28";
import { type Manifest, describe, podTemplateOf } from "../../lib/synth/manifest";
import { type Capacity, capacity, declaredNodes } from "../capacity/capacity";
import { type Prices, monthlyCost, readPrices } from "../capacity/prices";
import { published } from "../facts/published";
import type { EnvironmentManifests, PrerequisiteRow } from "../manifests/environment-manifests";
import { exposure, exposureRisks, routeRisks } from "./exposure";
import { fieldRisks } from "./field-risks";
import { type ObjectChange, objectChanges } from "./object-changes";
import { objectRisks } from "./object-risks";
import { type Risk, type Told, caution, danger } from "./risk";

export type Review = ReturnType<typeof review>[number];

/** Prerequisites and kustomize's common labels as objects, so that they are compared like any other. */
function withSurroundings({ name, manifests, prerequisites, common }: EnvironmentManifests): Manifest[] {
  const asObject = ({ kind, namespace, name, detail, purpose }: PrerequisiteRow) => ({
    apiVersion: "prerequisites",
    kind: "Prerequisite",
    metadata: { name: `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}` },
    detail,
    purpose,
  });
  const kustomization = { apiVersion: "kustomize", ...common, kind: "Kustomization", metadata: { name } };
  return [...manifests, ...prerequisites.map(asObject), kustomization];
}

/** What two records say differently, by the names that they say it under. */
export function differing(before: Record<string, string>, after: Record<string, string>) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => ({ name, before: before[name], after: after[name] }))
    .filter((change) => change.before !== change.after);
}

function imagesUsed(manifests: readonly Manifest[]): Record<string, string> {
  const images = manifests.flatMap((manifest) => {
    const spec = podTemplateOf(manifest)?.spec as k8s.PodSpec | undefined;
    return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(
      ({ name, image = "" }) => [`${describe(manifest)}: ${name}`, image] as const,
    );
  });
  return Object.fromEntries(images);
}

/** Common labels are put on pod templates too, so a change of them rolls everything. */
function rollsOf(objects: readonly ObjectChange[]): string[] {
  if (objects.some(({ after }) => after?.kind === "Kustomization")) {
    return ["every workload, for the common labels are on their pods"];
  }
  return objects
    .filter(({ fields }) => fields.some(({ path }) => path.startsWith("spec.template")))
    .map(({ object }) => object);
}

const at = (where: string, told: readonly Told[]): Risk[] => told.map((risk) => ({ where, ...risk }));

/** An environment that comes or goes as a whole is told in one line. */
function wholeRisk(before: EnvironmentManifests, after: EnvironmentManifests): Told | undefined {
  const count = (all: readonly unknown[], what: string) => `${String(all.length)} ${what}`;
  if (after.manifests.length === 0) {
    const objects = count(before.manifests, "objects");
    return danger(`is removed with all of its ${objects}, on the next prune of its cluster`);
  }
  if (before.manifests.length > 0) return undefined;
  const size = `${count(after.manifests, "objects")}, ${count(after.prerequisites, "prerequisites")}`;
  return caution(`is new: ${size}, published: ${published(after.manifests).join(", ") || "nothing"}`);
}

/** What is too much for the cluster, or more than half as much again as before. */
function capacityRisks(before: Capacity, after: Capacity, prices: Prices): Risk[] {
  const most = (capacity: Capacity) => {
    const { compute, storage } = monthlyCost(capacity, prices);
    return Math.round(compute.atMax + storage);
  };
  const [was, is] = [most(before), most(after)];
  const dearer = `grows from ${String(was)} to ${String(is)} ${prices.currency} a month`;
  const [{ workload, nodes, reason } = { workload: "", nodes: 0, reason: "" }] = after.nodeNeeds;
  const short = `needs ${String(nodes)} nodes (${reason}), and the cluster has ${String(after.nodes)}`;
  return [
    ...at(workload, nodes > after.nodes ? [danger(short)] : []),
    ...at("cost", was > 0 && is >= was * 1.5 ? [caution(dearer)] : []),
  ];
}

/** Compares every environment of two sets. One that is in one set alone is compared with nothing. */
export function review(
  allBefore: readonly EnvironmentManifests[],
  allAfter: readonly EnvironmentManifests[],
  prices = readPrices(),
  nodesOf = declaredNodes,
) {
  const names = [...new Set([...allBefore, ...allAfter].map(({ name }) => name))].sort();
  const named = (all: readonly EnvironmentManifests[], name: string): EnvironmentManifests =>
    all.find((one) => one.name === name) ?? { name, manifests: [], prerequisites: [], common: {} };
  return names
    .map((environment) => {
      const [before, after] = [named(allBefore, environment), named(allAfter, environment)];
      const sizes = { before: capacity(before, nodesOf(before)), after: capacity(after, nodesOf(after)) };
      const objects = objectChanges(withSurroundings(before), withSurroundings(after));
      const exposed = exposure(before.manifests, after.manifests);
      const whole = wholeRisk(before, after);
      const risks = [
        ...(whole
          ? at(environment, [whole])
          : [
              ...objects.flatMap((change) =>
                at(change.object, [...fieldRisks(change), ...objectRisks(change, after.manifests)]),
              ),
              ...at("exposure", [
                ...routeRisks(before.manifests, after.manifests),
                ...exposureRisks(exposed),
              ]),
            ]),
        ...capacityRisks(sizes.before, sizes.after, prices),
      ];
      return {
        environment,
        /** Set where the environment comes or goes as a whole. */
        whole: whole && (after.manifests.length === 0 ? "removed" : "new"),
        risks: risks.sort((a, b) => Number(b.level === "danger") - Number(a.level === "danger")),
        capacity: sizes,
        /** By their containers, such as `Deployment fingerprint/fingerprint-api: fingerprint-api`. */
        images: differing(imagesUsed(before.manifests), imagesUsed(after.manifests)),
        exposure: exposed,
        /** Workloads whose pods are replaced when this is applied. */
        rolls: rollsOf(objects),
        objects,
      };
    })
    .filter(({ objects }) => objects.length > 0);
}
