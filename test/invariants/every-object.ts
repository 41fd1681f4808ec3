import { type Manifest, describe as inWords, podTemplateOf, selects } from "../../lib/synth/manifest";
import type { Synthesized } from "../support/environments";

/** One object of one environment, with a name for messages. */
export interface Subject {
  readonly where: string;
  readonly manifest: Manifest;
  readonly all: readonly Manifest[];
}

export function subjects(environments: readonly Synthesized[]): Subject[] {
  return environments.flatMap(({ environment, manifests }) =>
    manifests.map((manifest) => ({
      where: `${environment.name}: ${inWords(manifest)}`,
      manifest,
      all: manifests,
    })),
  );
}

/** Objects of some kinds. */
export function ofKind(from: readonly Subject[], ...kinds: string[]): Subject[] {
  return from.filter(({ manifest }) => kinds.includes(manifest.kind));
}

/** Objects that make pods, with the template. */
export function workloads(from: readonly Subject[]) {
  return from.flatMap((subject) => {
    const template = podTemplateOf(subject.manifest);
    return template ? [{ ...subject, template }] : [];
  });
}

/** The workloads of an object's own namespace whose pods have some labels. */
export function selectedBy({ manifest, all }: Subject, labels: Readonly<Record<string, string>>) {
  const neighbours = all.filter(({ metadata }) => metadata.namespace === manifest.metadata.namespace);
  return workloads(neighbours.map((object) => ({ where: inWords(object), manifest: object, all }))).filter(
    ({ template }) => selects(labels, template.labels),
  );
}

/** Every container of every pod, init containers too. */
export function containers(from: readonly Subject[]) {
  return workloads(from).flatMap(({ where, manifest, template }) =>
    (["initContainers", "containers"] as const).flatMap((list) =>
      (template.spec[list] ?? []).map((container: any) => ({
        where: `${where} ${container.name}`,
        pod: template.spec,
        annotations: (manifest["spec"].template?.metadata?.annotations ?? {}) as Record<string, string>,
        container,
        runsOn: list === "containers" || container.restartPolicy === "Always",
        kind: manifest.kind,
      })),
    ),
  );
}

/** The subjects that break an invariant, as words: an empty list is what every test expects. */
export type Violations = string[];

/** What holds for every object of every environment, by name: each gives the objects that break it. */
export type Invariants = Readonly<Record<string, (subjects: readonly Subject[]) => Violations>>;

/** The words for those of a list that break something. */
export const violating = <T extends { where: string }>(
  list: readonly T[],
  broken: (item: T) => boolean,
): Violations => list.filter(broken).map(({ where }) => where);
