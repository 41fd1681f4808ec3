import { elasticsearch } from "../../contracts/components";

/** The headless Service by which nodes find each other, and which gives each of them a name of its own. */
export const elasticsearchNodes = "elasticsearch-nodes";

/** Where things are inside an Elasticsearch pod. */
export const elasticsearchPaths = {
  config: "/usr/share/elasticsearch/config",
  data: "/usr/share/elasticsearch/data",
  logs: "/usr/share/elasticsearch/logs",
  certificates: "/usr/share/elasticsearch/config/certs",
} as const;

/** The names of the nodes, which are those of the pods. */
export function nodeNames(nodes: number): string[] {
  return Array.from({ length: nodes }, (_, i) => `${elasticsearch.name}-${String(i)}`);
}
