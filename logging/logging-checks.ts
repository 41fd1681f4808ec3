import { fingerprintApi } from "../contracts/components";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { toBytes } from "../lib/validation/quantity";
import type { Logging } from "./logging-props";
import type { Check } from "../lib/validation/check";
import { unknownFields } from "./kibana/lucene-query";
import { sideQueueBytes } from "./logstash/logstash-files";

interface LoggingEnvironment {
  readonly cluster: Cluster;
  readonly logging: Logging;
}

/** Share of Logstash's volume that its queues may take; the rest is for pages being written and the positions of files. */
const queueShare = 0.9;

const gib = (bytes: number) => `${String(Math.round((bytes / 2 ** 30) * 10) / 10)}Gi`;

function queueBytes({ logging }: LoggingEnvironment): number {
  const { queue, deadLetters, mail } = logging.logstash;
  const sideQueues = mail.send === "on-error" ? 2 : 1;
  return toBytes(queue) + toBytes(deadLetters.size) + sideQueues * sideQueueBytes;
}

export const loggingChecks: readonly Check<LoggingEnvironment>[] = [
  {
    path: "logging.elasticsearch.nodes",
    holds: ({ logging }) => logging.elasticsearch.nodes !== 2,
    remedy: () => "has no quorum: when one of two nodes goes, the other stops. Take one node, or three",
  },
  {
    path: "logging.elasticsearch.nodes",
    level: "warning",
    holds: ({ logging }) => logging.elasticsearch.nodes < 4 || logging.elasticsearch.nodes % 2 === 1,
    remedy: () => "bears the loss of no more nodes than one fewer would: take an odd number",
  },
  {
    path: "logging.elasticsearch.nodes",
    reads: ["cluster.nodes"],
    holds: ({ logging, cluster }) => logging.elasticsearch.nodes <= cluster.nodes,
    remedy: ({ cluster }) =>
      `needs as many Kubernetes nodes, since two copies of a shard on one are one; the cluster has ${String(cluster.nodes)}`,
  },
  {
    path: "logging.elasticsearch.resources.memory",
    holds: ({ logging }) => {
      const { request, limit } = logging.elasticsearch.resources.memory;
      return toBytes(request) === toBytes(limit);
    },
    remedy: () =>
      "must be the same for request and limit: the heap is sized from the limit, and what is not reserved is killed for",
  },
  {
    path: "logging.filebeat.namespaces",
    reads: ["logging.filebeat.drop"],
    holds: ({ logging: { filebeat } }) =>
      (filebeat.namespaces === "all" || filebeat.namespaces.includes(fingerprintApi.namespace)) &&
      !filebeat.drop.includes(fingerprintApi.namespace),
    remedy: () =>
      `leaves out the API's own lines, and every node would be told as silent: add "${fingerprintApi.namespace}", ` +
      "and take it out of logging.filebeat.drop",
  },
  {
    path: "logging.logstash.queue",
    reads: [
      "logging.logstash.deadLetters.size",
      "logging.logstash.mail.send",
      "logging.logstash.storage.size",
    ],
    holds: (env) => queueBytes(env) <= toBytes(env.logging.logstash.storage.size) * queueShare,
    remedy: (env) =>
      `makes with dead letters and side queues ${gib(queueBytes(env))}, and the volume of ` +
      `${env.logging.logstash.storage.size} must keep a tenth free: enlarge logging.logstash.storage.size or shrink the queue`,
  },
  {
    path: "logging.logstash.resources.memory.limit",
    holds: ({ logging }) => toBytes(logging.logstash.resources.memory.limit) >= 2 ** 30,
    remedy: () => "leaves Logstash a heap below 512 MB, with which it does not start: give it 1Gi or more",
  },
  {
    path: "logging.security",
    level: "warning",
    holds: ({ logging }) => logging.security === "enabled",
    remedy: () =>
      "sends lines with clients' addresses over the network in the clear, and whoever reaches Elasticsearch can read, " +
      'change and delete all of them: set it to "enabled" unless nothing real is logged here',
  },
  {
    path: "logging.kibana.exposure.via",
    reads: ["logging.security"],
    holds: ({ logging }) => !(logging.security === "disabled" && logging.kibana.exposure.via === "ingress"),
    remedy: () =>
      'publishes all logs to anybody, since logging.security is "disabled": enable it, or use "port-forward"',
  },
  {
    path: "logging.kibana.savedSearches",
    holds: ({ logging }) =>
      logging.kibana.savedSearches.every(({ query }) => unknownFields(query).length === 0),
    remedy: ({ logging }) =>
      logging.kibana.savedSearches
        .flatMap(({ title, query }) => unknownFields(query).map((field) => `"${title}" searches in ${field}`))
        .join(", ") + ", which no document has: see the fields in contracts/log-fields.ts",
  },
  {
    path: "logging.kibana.savedSearches",
    holds: ({ logging }) =>
      new Set(logging.kibana.savedSearches.map(({ title }) => title.toLowerCase())).size ===
      logging.kibana.savedSearches.length,
    remedy: () => "has two searches of one title: the second would replace the first. Give each its own",
  },
];
