import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { readEnvironments } from "../../environments/shape/read-environments";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";

type Elasticsearch = EnvironmentProps["logging"]["elasticsearch"];

/** What of the environment's Elasticsearch is another. */
export type ElasticsearchChanges = Partial<Elasticsearch> & Pick<Elasticsearch, "nodes">;

/**
 * Synthesizes an environment of ours whose Elasticsearch is another.
 *
 * @param parent where the folder is made
 * @returns folder of its manifests
 * @throws where every environment leaves its logs to anybody, since who may do what is tried
 */
export function withElasticsearch(changes: ElasticsearchChanges, parent: string): string {
  const secured = readEnvironments()
    .declarations.map(({ props }) => props)
    .filter(({ logging }) => logging.security !== "disabled");
  const environment =
    secured.find(({ logging }) => logging.elasticsearch.nodes === changes.nodes) ?? secured[0];
  if (!environment)
    throw new Error(
      'no environment has logging.security "enabled", which this check tries: enable it in one',
    );
  const { logging } = environment;
  const dist = mkdtempSync(join(parent, "dist-"));
  synthesizeEnvironment(
    {
      ...environment,
      logging: { ...logging, elasticsearch: { ...logging.elasticsearch, ...changes } },
    },
    dist,
  );
  return join(dist, environment.name);
}
