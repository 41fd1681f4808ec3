import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ElasticsearchChanges, withElasticsearch } from "./changed-environment";
import { Documents } from "./documents";
import { LoggingCluster } from "./logging-cluster";

/** The cluster that a check's `run` starts, also for the mistakes after it: one of its own for each would take minutes. */
export class ClusterOfCheck {
  private folder = "";
  private running: { readonly cluster: LoggingCluster; readonly documents: Documents } | undefined;

  /** Makes the cluster, whose nodes the caller starts. */
  async create(changes: ElasticsearchChanges): Promise<LoggingCluster> {
    this.folder = mkdtempSync(join(tmpdir(), "fingerprint-verify-"));
    const cluster = await LoggingCluster.create(this.environment(changes));
    this.running = { cluster, documents: new Documents(cluster) };
    return cluster;
  }

  /** Folder with the manifests of an environment whose Elasticsearch is changed. */
  environment(changes: ElasticsearchChanges): string {
    return withElasticsearch(changes, this.folder);
  }

  get cluster(): LoggingCluster {
    return this.whatRuns.cluster;
  }

  /** What has been written to the cluster. */
  get documents(): Documents {
    return this.whatRuns.documents;
  }

  async end(): Promise<void> {
    await this.running?.cluster.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get whatRuns() {
    if (!this.running) throw new Error("the check has no cluster");
    return this.running;
  }
}
