import { Component } from "../../lib/kubernetes/component";

/** Elasticsearch. `readiness` is open while the node has a known master. */
export const elasticsearch = new Component({
  name: "elasticsearch",
  namespace: "logging",
  ports: { http: 9200, transport: 9300, readiness: 8080 },
});

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
