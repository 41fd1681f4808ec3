import type * as estypes from "@elastic/elasticsearch/lib/api/types";
import { dailyIndices, indexNames } from "../../contracts/log-names";

type Role = Omit<estypes.SecurityPutRoleRequest, "name">;

/**
 * What each program may do. A role bears the name of its only user.
 *
 * Kibana's own user has a built-in role. Filebeat has none: it never talks to
 * Elasticsearch.
 */
export const roles = {
  /** Adds documents to the daily indices, whose templates come before. It can't change, delete or read one. */
  logstash_writer: {
    cluster: ["monitor"],
    indices: [
      {
        names: [dailyIndices(indexNames.logs), dailyIndices(indexNames.deadLetters)],
        privileges: ["create_doc", "auto_configure"],
      },
    ],
  },

  /** Reads statistics of the cluster, its indices and snapshots, and no document. */
  metrics_reader: {
    cluster: ["monitor", "monitor_snapshot", "read_slm", "read_ilm"],
    indices: [
      { names: ["*"], privileges: ["monitor", "view_index_metadata"], allow_restricted_indices: true },
    ],
  },

  /** For people: reads the lines in Kibana. Give it to users or to groups of your identity provider. */
  log_reader: {
    cluster: [],
    indices: [
      {
        names: [dailyIndices(indexNames.logs), dailyIndices(indexNames.deadLetters)],
        privileges: ["read", "view_index_metadata"],
      },
    ],
    applications: [
      {
        application: "kibana-.kibana",
        privileges: ["feature_discover.read", "feature_dashboard.read", "feature_visualize.read"],
        resources: ["space:default"],
      },
    ],
  },

  /** For people who look after Elasticsearch: everything but users, roles and the reading of other people's indices. */
  log_operator: {
    cluster: ["manage", "manage_ilm", "manage_slm"],
    indices: [
      {
        names: [dailyIndices(indexNames.logs), dailyIndices(indexNames.deadLetters), "restore-drill-*"],
        privileges: ["manage", "read", "view_index_metadata", "delete_index"],
      },
    ],
  },
} as const satisfies Readonly<Record<string, DeepReadonly<Role>>>;

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
