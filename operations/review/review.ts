import type { k8s } from "cdk8s-plus-28";
import { type Manifest, describe, podTemplateOf } from "../../lib/synth/manifest";
import { type Capacity, capacity, declaredNodes } from "../capacity/capacity";
import { type Prices, monthlyCost, readPrices } from "../capacity/prices";
import { published } from "../facts/published";
import type { EnvironmentManifests, PrerequisiteRow } from "../manifests/environment-manifests";
import { type Exposure, exposure, exposureRisks, routeRisks } from "./exposure";
import { fieldRisks } from "./field-risks";
import { type ObjectChange, objectChanges } from "./object-changes";
import { objectRisks } from "./object-risks";
import { type Risk, type Told, caution, danger } from "./risk";

export interface ImageChange {
  /** `Deployment fingerprint/fingerprint-api: fingerprint-api` */
  readonly container: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface Review {
  readonly environment: string;
  /** Set where the environment comes or goes as a whole. */
  readonly whole: "new" | "removed" | undefined;
  /** Dangers first. */
  readonly risks: readonly Risk[];
  readonly capacity: { readonly before: Capacity; readonly after: Capacity };
  readonly images: readonly ImageChange[];
  readonly exposure: Exposure;
  /** Workloads whose pods are replaced when this is applied. */
  readonly rolls: readonly string[];
  readonly objects: readonly ObjectChange[];
}

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
  return [
    ...manifests,
    ...prerequisites.map(asObject),
    ...(Object.keys(common).length > 0 ? [kustomization] : []),
  ];
}

function imagesUsed(manifests: readonly Manifest[]): Map<string, string> {
  return new Map(
    manifests.flatMap((manifest) => {
      const spec = podTemplateOf(manifest)?.spec as k8s.PodSpec | undefined;
      return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(
        ({ name, image = "" }): [string, string] => [`${describe(manifest)}: ${name}`, image],
      );
    }),
  );
}

function imageChanges(before: readonly Manifest[], after: readonly Manifest[]): ImageChange[] {
  const [old, current] = [imagesUsed(before), imagesUsed(after)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .map((container) => ({ container, before: old.get(container), after: current.get(container) }))
    .filter(({ before, after }) => before !== after);
}

/** Common labels are put on pod templates too, so a change of them rolls everything. */
function rollsOf(objects: readonly ObjectChange[]): string[] {
  if (objects.some(({ before, after }) => before?.kind === "Kustomization" && after !== undefined)) {
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

/** More than half as much again is worth a second look. */
const much = 1.5;

function capacityRisks(before: Capacity, after: Capacity, prices: Prices): Risk[] {
  const most = (capacity: Capacity) => {
    const { compute, storage } = monthlyCost(capacity, prices);
    return Math.round(compute.atMax + storage);
  };
  const [was, is] = [most(before), most(after)];
  const dearer = `grows from ${String(was)} to ${String(is)} ${prices.currency} a month`;
  const needs = after.nodeNeeds.slice(0, 1).filter(({ nodes }) => nodes > after.nodes);
  return [
    ...needs.map(({ workload, nodes, reason }) => ({
      where: workload,
      ...danger(`needs ${String(nodes)} nodes (${reason}), and the cluster has ${String(after.nodes)}`),
    })),
    ...at("cost", was > 0 && is >= was * much ? [caution(dearer)] : []),
  ];
}

/** Compares every environment of two sets. One that is in one set alone is compared with nothing. */
export function review(
  allBefore: readonly EnvironmentManifests[],
  allAfter: readonly EnvironmentManifests[],
  prices = readPrices(),
  nodesOf = declaredNodes,
): Review[] {
  const names = [...new Set([...allBefore, ...allAfter].map(({ name }) => name))].sort();
  const named = (all: readonly EnvironmentManifests[], name: string): EnvironmentManifests =>
    all.find((one) => one.name === name) ?? { name, manifests: [], prerequisites: [], common: {} };
  return names
    .map((environment): Review => {
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
        whole: whole && (after.manifests.length === 0 ? "removed" : "new"),
        risks: risks.sort((a, b) => Number(b.level === "danger") - Number(a.level === "danger")),
        capacity: sizes,
        images: imageChanges(before.manifests, after.manifests),
        exposure: exposed,
        rolls: rollsOf(objects),
        objects,
      };
    })
    .filter(({ objects }) => objects.length > 0);
}
