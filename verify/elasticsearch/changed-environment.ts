import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";

/**
 * Synthesizes an environment whose Elasticsearch is another.
 *
 * @param parent where the folder is made
 * @returns folder of its manifests
 */
export function withElasticsearch(
  environment: EnvironmentProps,
  changes: Partial<EnvironmentProps["logging"]["elasticsearch"]>,
  parent: string,
): string {
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
