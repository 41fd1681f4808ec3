import type * as estypes from "@elastic/elasticsearch/lib/api/types";
import { dailyIndices, indexNames } from "../../contracts/log-names";
import { type LogField, logFieldEntries } from "../../contracts/log-fields";

type ComponentTemplate = Omit<estypes.ClusterPutComponentTemplateRequest, "name">;
type IndexTemplate = Omit<estypes.IndicesPutIndexTemplateRequest, "name">;

type Properties = Record<string, estypes.MappingProperty>;

/** `kubernetes.pod.name` becomes an object in an object. */
function nest(properties: Properties, path: readonly string[], mapping: estypes.MappingProperty): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) {
    properties[head] = mapping;
    return;
  }
  const object = (properties[head] ??= { properties: {} }) as { properties: Properties };
  nest(object.properties, rest, mapping);
}

/** The log contract as a mapping. */
export function contractProperties(): Properties {
  const properties: Properties = {};
  for (const [name, { mapping }] of logFieldEntries as readonly [string, LogField][])
    nest(properties, name.split("."), mapping);
  return properties;
}

/**
 * The fields of the log contract. A field outside of it is stored and not
 * indexed: it can neither swell the mapping nor, by an unlucky type, have a
 * document refused.
 */
export function fieldsTemplate(): ComponentTemplate {
  return { template: { mappings: { dynamic: false, properties: contractProperties() } } };
}

/** What all daily indices share. */
export function settingsTemplate(): ComponentTemplate {
  return {
    template: {
      settings: {
        index: {
          number_of_shards: 1,
          // No replica on one node, one replica on more: the same template keeps both green.
          auto_expand_replicas: "0-1",
          refresh_interval: "5s",
          codec: "best_compression",
          lifecycle: { name: indexNames.lifecycle },
          unassigned: { node_left: { delayed_timeout: "5m" } },
          // Of one document; a hostile line can't name more.
          mapping: { total_fields: { limit: 200 } },
        },
      },
    },
  };
}

/** The daily indices of the API's lines. */
export function logsTemplate(): IndexTemplate {
  return {
    index_patterns: [dailyIndices(indexNames.logs)],
    composed_of: [indexNames.settings, indexNames.fields],
    priority: 500,
  };
}

/** Documents that Elasticsearch refused. Only the reason is indexed, so none of them can be refused again. */
export function deadLettersTemplate(): IndexTemplate {
  return {
    index_patterns: [dailyIndices(indexNames.deadLetters)],
    composed_of: [indexNames.settings],
    priority: 500,
    template: {
      mappings: {
        dynamic: false,
        properties: {
          "@timestamp": { type: "date" },
          dead_letter: {
            properties: {
              reason: { type: "text", fields: { keyword: { type: "keyword", ignore_above: 1024 } } },
              plugin: { type: "keyword" },
              entered: { type: "date", ignore_malformed: true },
            },
          },
        },
      },
    },
  };
}
