import { readFileSync } from "node:fs";
import { elasticsearch } from "../../contracts/components";

/** The headless Service by which nodes find each other, and which gives each of them a name of its own. */
export const elasticsearchNodes = "elasticsearch-nodes";

/** The ConfigMap that notes that the cluster has formed, and which node a person holds back from its start. */
export const formationConfigMap = "elasticsearch-formation";

/** Where things are inside an Elasticsearch pod. */
export const elasticsearchPaths = {
  config: "/usr/share/elasticsearch/config",
  data: "/usr/share/elasticsearch/data",
  logs: "/usr/share/elasticsearch/logs",
  certificates: "/usr/share/elasticsearch/config/certs",
  /** How curl logs in, for commands inside of the pod. */
  curlConfig: "/usr/share/elasticsearch/config/curl.conf",
} as const;

/** The names of the nodes, which are those of the pods. */
export function nodeNames(nodes: number): string[] {
  return Array.from({ length: nodes }, (_, i) => `${elasticsearch.name}-${String(i)}`);
}

/** A script or configuration file that goes into a pod as it is. */
export function elasticsearchFile(name: string): string {
  return readFileSync(`logging/elasticsearch/files/${name}`, "utf8");
}
