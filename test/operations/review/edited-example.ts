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

/** An edit of one object; without `replace`, it is taken away. */
export interface Edit {
  readonly what: string;
  /** `Deployment fingerprint-api` */
  readonly in: string;
  readonly replace?: string;
  readonly by?: string;
}

/** Production with the YAML of some of its objects rewritten, or without them where nothing is left of it. */
export function rewritten(object: string, rewrite: (yaml: string) => string): EnvironmentManifests {
  const manifests = production.manifests.flatMap((manifest) => {
    if (`${manifest.kind} ${manifest.metadata.name}` !== object) return [manifest];
    const yaml = rewrite(stringify(manifest));
    return yaml === "" ? [] : [parse(yaml) as Manifest];
  });
  expect(manifests).not.toEqual(production.manifests);
  return { ...production, manifests };
}

export const edited = ({ in: object, replace, by = "" }: Omit<Edit, "what">) =>
  rewritten(object, (yaml) => (replace === undefined ? "" : yaml.replace(new RegExp(replace), by)));

export const without = (object: string) => edited({ in: object });
