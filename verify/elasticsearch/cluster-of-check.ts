import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironments } from "../../environments/shape/read-environments";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { Documents } from "./documents";
import { LoggingCluster } from "./logging-cluster";

type Elasticsearch = EnvironmentProps["logging"]["elasticsearch"];

/** What of the environment's Elasticsearch is another. */
type ElasticsearchChanges = Partial<Elasticsearch> & Pick<Elasticsearch, "nodes">;

/** The cluster that a check's `run` starts, also for the mistakes after it: one of its own for each would take minutes. */
export class ClusterOfCheck {
  cluster!: LoggingCluster;
  /** What has been written to the cluster. */
  documents!: Documents;
  private folder = "";

  /** Makes the cluster, whose nodes the caller starts. */
  async create(changes: ElasticsearchChanges): Promise<LoggingCluster> {
    this.folder = mkdtempSync(join(tmpdir(), "fingerprint-verify-"));
    this.cluster = await LoggingCluster.create(this.environment(changes));
    this.documents = new Documents(this.cluster);
    return this.cluster;
  }

  /**
   * Folder with the manifests of an environment of ours whose Elasticsearch is another.
   *
   * @throws where every environment leaves its logs to anybody, since who may do what is tried
   */
  environment(changes: ElasticsearchChanges): string {
    const secured = readEnvironments()
      .declarations.map(({ props }) => props)
      .filter(({ logging }) => logging.security !== "disabled");
    const props = secured.find(({ logging }) => logging.elasticsearch.nodes === changes.nodes) ?? secured[0];
    if (!props)
      throw new Error(
        'no environment has logging.security "enabled", which this check tries: enable it in one',
      );
    const { logging } = props;
    const elasticsearch = { ...logging.elasticsearch, ...changes };
    const dist = mkdtempSync(join(this.folder, "dist-"));
    synthesizeEnvironment({ ...props, logging: { ...logging, elasticsearch } }, dist);
    return join(dist, props.name);
  }

  async end(): Promise<void> {
    // A check whose cluster could not be made has none to end.
    await (this.cluster as LoggingCluster | undefined)?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
