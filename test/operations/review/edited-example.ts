import { parse, stringify } from "yaml";
import type { Manifest } from "../../../lib/synth/manifest";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";
import { review as reviewOf } from "../../../operations/review/review";
import { large } from "../../environments/large";
import { exampleDist } from "../../support/example-dist";

/** The examples' nodes are not those that an environment of their name declares. */
export const review = (before: EnvironmentManifests[], after: EnvironmentManifests[]) =>
  reviewOf(before, after, undefined, () => large.cluster.nodes);

export const production = exampleDist.find(({ name }) => name === "production")!;

/** Production with an edit of one object, such as `Deployment fingerprint-api`; without `replace`, it is taken away. */
export function edited(object: string, replace?: string, by = ""): EnvironmentManifests {
  const manifests = production.manifests.flatMap((manifest) => {
    if (`${manifest.kind} ${manifest.metadata.name}` !== object) return [manifest];
    if (replace === undefined) return [];
    return [parse(stringify(manifest).replace(new RegExp(replace), by)) as Manifest];
  });
  expect(manifests).not.toEqual(production.manifests);
  return { ...production, manifests };
}
