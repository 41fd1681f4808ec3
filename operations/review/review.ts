import { type Capacity, capacity } from "../capacity/capacity";
import { declaredNodes } from "../capacity/declared-nodes";
import { imagesUsed } from "../facts/images-used";
import type { EnvironmentManifests, PrerequisiteRow } from "../manifests/environment-manifests";
import { type Exposure, exposure, exposureRisks } from "./exposure";
import { type ObjectChange, objectChanges } from "./object-changes";
import { objectRisks } from "./object-risks";
import { podRisks } from "./pod-risks";
import { type Risk, caution, danger } from "./risk";

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
    metadata: { name: `${kind} ${namespace === "-" ? "" : `${namespace}/`}${name}` },
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

function surroundingRisks(objects: readonly ObjectChange[], { nodes, nodeNeeds }: Capacity): Risk[] {
  const [most] = nodeNeeds;
  return [
    ...objects
      .filter(({ before, after }) => after?.kind === "Prerequisite" && !before)
      .filter(({ after }) => !after?.metadata.name.startsWith("placeholder "))
      .map(({ after, object }) => ({
        where: object,
        ...caution(`must be there before this is applied: ${String(after?.["purpose"])}`),
      })),
    ...(most && most.nodes > nodes
      ? [
          {
            where: most.workload,
            ...danger(
              `needs ${String(most.nodes)} nodes (${most.reason}), and the cluster has ${String(nodes)}`,
            ),
          },
        ]
      : []),
  ];
}

function reviewOne(before: EnvironmentManifests, after: EnvironmentManifests): Review {
  const objects = objectChanges(withSurroundings(before), withSurroundings(after));
  const exposed = exposure(before.manifests, after.manifests);
  const now = capacity(after, declaredNodes(after));
  const risks = [
    ...objects.flatMap((change) =>
      [...objectRisks, ...podRisks].flatMap((rule) =>
        rule(change).map((risk) => ({ ...risk, where: change.object })),
      ),
    ),
    ...exposureRisks(exposed),
    ...surroundingRisks(objects, now),
  ];
  return {
    environment: after.name,
    risks: risks.sort((a, b) => Number(b.level === "danger") - Number(a.level === "danger")),
    capacity: { before: capacity(before, declaredNodes(before)), after: now },
    images: imageChanges(before, after),
    exposure: exposed,
    rolls: rollsOf(objects),
    objects,
  };
}

/** Compares every environment of two sets. One that is in one set alone is compared with nothing. */
export function review(
  before: readonly EnvironmentManifests[],
  after: readonly EnvironmentManifests[],
): Review[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  const named = (all: readonly EnvironmentManifests[], name: string) =>
    all.find((environment) => environment.name === name) ?? empty(name);
  return names
    .map((name) => reviewOne(named(before, name), named(after, name)))
    .filter(({ objects }) => objects.length > 0);
}
