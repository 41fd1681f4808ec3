import { type Capacity, capacity, declaredNodes } from "../capacity/capacity";
import { type Prices, readPrices } from "../capacity/prices";
import { imagesUsed } from "../facts/images-used";
import { published } from "../facts/published";
import type { EnvironmentManifests, PrerequisiteRow } from "../manifests/environment-manifests";
import { capacityRisks } from "./capacity-risks";
import { type Exposure, exposure, exposureRisks } from "./exposure";
import { type ObjectChange, objectChanges } from "./object-changes";
import { objectRisks } from "./object-risks";
import { podRisks } from "./pod-risks";
import { lossRisks } from "./loss-risks";
import { receiverRisks } from "./receiver-risks";
import { type Risk, caution, danger } from "./risk";
import { routeRisks } from "./route-risks";

/** A container whose image differs. */
export interface ImageChange {
  /** `Deployment fingerprint/fingerprint-api: fingerprint-api` */
  readonly container: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a change does to one environment. */
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

const empty = (name: string): EnvironmentManifests => ({
  name,
  manifests: [],
  prerequisites: [],
  common: {},
});

/** Prerequisites and kustomize's common labels as objects, so that they are compared like any other. */
function withSurroundings({ name, manifests, prerequisites, common }: EnvironmentManifests) {
  const asObject = ({ kind, namespace, name, detail, purpose }: PrerequisiteRow) => ({
    apiVersion: "prerequisites",
    kind: "Prerequisite",
    metadata: { name: `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}` },
    detail,
    purpose,
  });
  return [
    ...manifests,
    ...prerequisites.map(asObject),
    ...(Object.keys(common).length > 0
      ? [{ apiVersion: "kustomize", ...common, kind: "Kustomization", metadata: { name } }]
      : []),
  ];
}

function imageChanges(before: EnvironmentManifests, after: EnvironmentManifests): ImageChange[] {
  const [old, current] = [imagesUsed(before.manifests), imagesUsed(after.manifests)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .map((container) => ({ container, before: old.get(container), after: current.get(container) }))
    .filter(({ before, after }) => before !== after);
}

/** Common labels are put on pod templates too, so a change of them rolls everything. */
function rollsOf(objects: readonly ObjectChange[]): string[] {
  const commonChanged = objects.some(
    ({ before, after }) => before?.kind === "Kustomization" && after !== undefined,
  );
  if (commonChanged) return ["every workload, for the common labels are on their pods"];
  return objects
    .filter(({ fields }) => fields.some(({ path }) => path.startsWith("spec.template")))
    .map(({ object }) => object);
}

function prerequisiteRisks(objects: readonly ObjectChange[]): Risk[] {
  return objects
    .filter(({ before, after }) => after?.kind === "Prerequisite" && !before)
    .filter(({ after }) => !after?.metadata.name.startsWith("placeholder "))
    .map(({ after, object }) => ({
      where: object,
      ...caution(`must be there before this is applied: ${String(after?.["purpose"])}`),
    }));
}

function risksOf(
  before: EnvironmentManifests,
  after: EnvironmentManifests,
  objects: readonly ObjectChange[],
): Risk[] {
  return [
    ...objects.flatMap((change) =>
      [...objectRisks, ...podRisks, receiverRisks].flatMap((rule) =>
        rule(change).map((risk) => ({ ...risk, where: change.object })),
      ),
    ),
    ...lossRisks(objects, after.manifests),
    ...routeRisks(before.manifests, after.manifests),
    ...exposureRisks(exposure(before.manifests, after.manifests)),
    ...prerequisiteRisks(objects),
  ];
}

/** An environment that comes or goes as a whole is told in one line. */
function wholeRisks(before: EnvironmentManifests, after: EnvironmentManifests): Risk[] | undefined {
  const count = (all: readonly unknown[], what: string) => `${String(all.length)} ${what}`;
  if (after.manifests.length === 0) {
    const what = `is removed with all of its ${count(before.manifests, "objects")}, on the next prune of its cluster`;
    return [{ where: before.name, ...danger(what) }];
  }
  if (before.manifests.length > 0) return undefined;
  const shown = published(after.manifests);
  const what = `is new: ${count(after.manifests, "objects")}, ${count(after.prerequisites, "prerequisites")}, published: ${shown.join(", ") || "nothing"}`;
  return [{ where: after.name, ...caution(what) }];
}

function reviewOne(
  before: EnvironmentManifests,
  after: EnvironmentManifests,
  prices: Prices,
  nodesOf: typeof declaredNodes,
): Review {
  const objects = objectChanges(withSurroundings(before), withSurroundings(after));
  const [was, now] = [capacity(before, nodesOf(before)), capacity(after, nodesOf(after))];
  const risks = [
    ...(wholeRisks(before, after) ?? risksOf(before, after, objects)),
    ...capacityRisks(was, now, prices),
  ];
  return {
    environment: after.name,
    whole: after.manifests.length === 0 ? "removed" : before.manifests.length === 0 ? "new" : undefined,
    risks: risks.sort((a, b) => Number(b.level === "danger") - Number(a.level === "danger")),
    capacity: { before: was, after: now },
    images: imageChanges(before, after),
    exposure: exposure(before.manifests, after.manifests),
    rolls: rollsOf(objects),
    objects,
  };
}

/** Compares every environment of two sets. One that is in one set alone is compared with nothing. */
export function review(
  before: readonly EnvironmentManifests[],
  after: readonly EnvironmentManifests[],
  prices = readPrices(),
  nodesOf = declaredNodes,
): Review[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  const named = (all: readonly EnvironmentManifests[], name: string) =>
    all.find((environment) => environment.name === name) ?? empty(name);
  return names
    .map((name) => reviewOne(named(before, name), named(after, name), prices, nodesOf))
    .filter(({ objects }) => objects.length > 0);
}
