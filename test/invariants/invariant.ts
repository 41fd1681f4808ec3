import { type Manifest, describe as inWords, podTemplateOf, selects } from "../../lib/synth/manifest";
import type { Synthesized } from "../support/environments";

/** One object of one environment, with a name for messages. */
export interface Subject {
  readonly where: string;
  readonly manifest: Manifest;
  readonly all: readonly Manifest[];
}

/** An edit of one object of the small example: values by dotted path. */
export type Edit = readonly [kind: string, name: string, values: Readonly<Record<string, unknown>>];

/** What holds for every object of every environment. */
export interface Invariant {
  readonly name: string;
  /** The objects that break it, as words. */
  readonly violations: (subjects: readonly Subject[]) => string[];
  /** An edit that it must notice. */
  readonly noticed: Edit;
}

/** Promises that nothing of a list breaks something. */
export const invariant = <T extends { readonly where: string }>(
  name: string,
  of: (subjects: readonly Subject[]) => readonly T[],
  breaks: (item: T) => boolean,
  noticed: Edit,
): Invariant => ({
  name,
  violations: (subjects) =>
    of(subjects)
      .filter(breaks)
      .map(({ where }) => where),
  noticed,
});

export const subjectsOf = ({ environment, manifests }: Synthesized): Subject[] =>
  manifests.map((manifest) => ({
    where: `${environment.name}: ${inWords(manifest)}`,
    manifest,
    all: manifests,
  }));

export const objects = (from: readonly Subject[]) => from;

export const ofKind =
  (...kinds: string[]) =>
  (from: readonly Subject[]) =>
    from.filter(({ manifest }) => kinds.includes(manifest.kind));

/** Objects that make pods, with the template. */
export const workloads = (from: readonly Subject[]) =>
  from.flatMap((subject) => {
    const template = podTemplateOf(subject.manifest);
    return template ? [{ ...subject, template }] : [];
  });

/** Workloads that run until somebody takes them away. */
export const lasting = (from: readonly Subject[]) =>
  workloads(ofKind("Deployment", "StatefulSet", "DaemonSet")(from));

/** Every container of every pod, init containers too. */
export const containers = (from: readonly Subject[]) =>
  workloads(from).flatMap(({ where, manifest, template }) =>
    (["initContainers", "containers"] as const).flatMap((list) =>
      (template.spec[list] ?? []).map((container: any) => ({
        where: `${where} ${container.name}`,
        container,
        annotations: template.annotations,
        lasts:
          !manifest.kind.endsWith("Job") && (list === "containers" || container.restartPolicy === "Always"),
      })),
    ),
  );

/** The workloads of an object's own namespace whose pods have some labels. */
export function selectedBy({ manifest, all }: Subject, labels: Readonly<Record<string, string>>) {
  const neighbours = all.filter(({ metadata }) => metadata.namespace === manifest.metadata.namespace);
  return workloads(neighbours.map((object) => ({ where: inWords(object), manifest: object, all }))).filter(
    ({ template }) => selects(labels, template.labels),
  );
}
