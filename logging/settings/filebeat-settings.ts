/** A filter on events: the part of Filebeat's conditions that this program uses. */
type BeatsCondition =
  | { readonly contains: Readonly<Record<string, string>> }
  | { readonly equals: Readonly<Record<string, string>> }
  | { readonly or: readonly BeatsCondition[] };

/** The processors that this program uses, as Filebeat 8.19 has them. */
export type Processor =
  | {
      readonly add_kubernetes_metadata: {
        readonly node: string;
        readonly scope: "node";
        readonly default_indexers: { readonly enabled: boolean };
        readonly default_matchers: { readonly enabled: boolean };
        readonly indexers: readonly ({ readonly container: object } | { readonly pod_uid: object })[];
        readonly matchers: readonly {
          readonly logs_path: { readonly logs_path: string; readonly resource_type?: "pod" };
        }[];
        readonly when: BeatsCondition;
      };
    }
  | { readonly drop_event: { readonly when: BeatsCondition } };

/** The filestream input. Its id is part of every position in the registry: changing it ships every file again. */
interface FilestreamInput {
  readonly type: "filestream";
  readonly id: string;
  readonly paths: readonly string[];
  readonly parsers: readonly (
    | { readonly container: { readonly stream: "all"; readonly format: "auto" } }
    | {
        readonly multiline: {
          readonly type: "pattern";
          readonly pattern: string;
          readonly negate: boolean;
          readonly match: "after";
          readonly max_lines: number;
          readonly timeout: `${number}s`;
        };
      }
  )[];
  readonly prospector: {
    readonly scanner: {
      readonly symlinks: boolean;
      readonly exclude_files: readonly string[];
      readonly fingerprint: { readonly enabled: boolean; readonly length?: number };
    };
  };
  readonly file_identity: { readonly fingerprint: null };
  /** Longer lines are cut. */
  readonly message_max_bytes: number;
  readonly close: { readonly on_state_change: { readonly inactive: `${number}m` } };
  readonly clean_removed: boolean;
}

/** filebeat.yml, as Filebeat 8.19 reads it: what this program writes of it. */
export interface FilebeatSettings {
  readonly "filebeat.inputs": readonly FilestreamInput[];
  readonly "filebeat.shutdown_timeout": `${number}s`;
  /** Positions are written to disk after each batch that was acknowledged. */
  readonly "filebeat.registry.flush": `${number}s`;
  readonly processors: readonly Processor[];
  readonly "output.logstash": {
    readonly hosts: readonly string[];
    readonly loadbalance: boolean;
    readonly worker: number;
    readonly ttl?: `${number}s`;
    readonly pipelining?: number;
    readonly ssl?: {
      readonly certificate_authorities: readonly string[];
      readonly certificate: string;
      readonly key: string;
    };
  };
  readonly "queue.mem": {
    readonly events: number;
    readonly flush: { readonly min_events: number; readonly timeout: `${number}s` };
  };
  readonly "path.data": string;
  readonly "logging.to_stderr": boolean;
  readonly "logging.json": boolean;
  readonly "logging.level": "debug" | "info" | "warning" | "error";
  readonly "logging.metrics.enabled": boolean;
  readonly "http.enabled": boolean;
  readonly "http.host": string;
  readonly "http.port": number;
  readonly "setup.template.enabled": false;
  readonly "setup.ilm.enabled": false;
}
