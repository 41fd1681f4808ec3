import { filebeat } from "../../contracts/components";
import { logstashHosts } from "../logstash/logstash-component";
import type { Logging } from "../logging-props";
import { seconds } from "../../lib/validation/quantity";
import { toYaml } from "../../lib/yaml";

/** Where things are inside a Filebeat pod. */
export const filebeatPaths = {
  config: "/etc/filebeat",
  certificate: "/etc/filebeat-certs",
  /** On the host: positions survive the pod, so a restart neither repeats nor loses lines. */
  registry: "/usr/share/filebeat/data",
  containers: "/var/log/containers",
  pods: "/var/log/pods",
} as const;

/**
 * What belongs to the line before: indented lines, and the few unindented ones
 * that stack traces of Python, Java and Rust have.
 */
export const continuation =
  "^[ \\t]|^(Traceback \\(most recent call last\\)|Caused by|stack backtrace|note: |During handling|The above exception)|" +
  "^[A-Za-z_][A-Za-z0-9_.]*(Error|Exception|Interrupt|Exit)(: |$)";

/**
 * The runtime names a file `<pod>_<namespace>_<container>-<id>.log`. A rotated
 * one has no such name any more: it is read where it lies, or what it held
 * while Filebeat was away would be lost.
 */
const filesOf = (namespaces: Logging["filebeat"]["namespaces"]) =>
  (namespaces === "all" ? ["*"] : namespaces).flatMap((namespace) => [
    `${filebeatPaths.containers}/*_${namespace}_*.log`,
    `${filebeatPaths.pods}/${namespace}_*/*/*.log.*`,
  ]);

/** Pod, namespace, node and labels, by the container's id in the link's name or by the pod's in the folder's. */
const kubernetesMetadata = (of: "container" | "pod") => ({
  add_kubernetes_metadata: {
    node: "${NODE_NAME}",
    scope: "node",
    default_indexers: { enabled: false },
    default_matchers: { enabled: false },
    indexers: [of === "container" ? { container: {} } : { pod_uid: {} }],
    matchers: [
      {
        logs_path:
          of === "container"
            ? { logs_path: `${filebeatPaths.containers}/` }
            : { logs_path: `${filebeatPaths.pods}/`, resource_type: "pod" },
      },
    ],
    when: {
      contains: { "log.file.path": `${of === "container" ? filebeatPaths.containers : filebeatPaths.pods}/` },
    },
  },
});

type FilebeatProps = Pick<Logging, "filebeat" | "logstash" | "retention" | "security">;

/** What filebeat.yml says. */
export function filebeatSettings({ filebeat: props, logstash, retention, security }: FilebeatProps) {
  const hours = Math.ceil(seconds(retention) / 3600);
  const dropped = props.drop.filter((name) => props.namespaces === "all" || props.namespaces.includes(name));
  return {
    "filebeat.inputs": [
      {
        type: "filestream",
        // Part of every position in the registry: changing it ships every file again.
        id: "container-logs",
        paths: filesOf(props.namespaces),
        parsers: [
          // Joins what the runtime split, and takes its time and stream off the line.
          { container: { stream: "all", format: "auto" } },
          {
            multiline: {
              type: "pattern",
              pattern: continuation,
              negate: false,
              match: "after",
              max_lines: 500,
              timeout: "5s",
            },
          },
        ],
        prospector: {
          scanner: {
            // /var/log/containers holds links.
            symlinks: true,
            // The runtime packs what it rotated before.
            exclude_files: ["\\.(gz|tmp)$"],
            // A file is known by its first bytes. They hold the runtime's time in nanoseconds; more of them would
            // keep a container that says little waiting.
            fingerprint: { enabled: true, length: 64 },
          },
        },
        file_identity: { fingerprint: null },
        // Longer lines are cut.
        message_max_bytes: 1_048_576,
        // The runtime removes a file when it packs it. What was not read by then, because Logstash was away, stays
        // readable as long as the file is open, and takes its place on the node's disk until then.
        close: { on_state_change: { inactive: "5m", removed: false } },
        // A link is gone before its last line is read: the position must outlive it.
        clean_removed: false,
        // A file that nobody has written to for so long is forgotten, or the registry would grow as long as the node lives.
        ignore_older: `${String(hours)}h`,
        clean_inactive: `${String(hours + 24)}h`,
      },
    ],
    "filebeat.shutdown_timeout": "10s",
    // Positions are written to disk after each batch that was acknowledged.
    "filebeat.registry.flush": "0s",
    processors: [
      kubernetesMetadata("container"),
      kubernetesMetadata("pod"),
      ...(dropped.length > 0
        ? [
            {
              drop_event: {
                when: { or: dropped.map((namespace) => ({ equals: { "kubernetes.namespace": namespace } })) },
              },
            },
          ]
        : []),
    ],
    "output.logstash": {
      hosts: logstashHosts(logstash.replicas),
      // A connection stays with its Logstash: without this all lines of a node go to one.
      loadbalance: true,
      worker: 1,
      ...(security === "enabled" && {
        ssl: {
          certificate_authorities: [`${filebeatPaths.certificate}/ca.crt`],
          certificate: `${filebeatPaths.certificate}/tls.crt`,
          key: `${filebeatPaths.certificate}/tls.key`,
        },
      }),
    },
    "queue.mem": { events: 4096, flush: { min_events: 512, timeout: "1s" } },
    "path.data": filebeatPaths.registry,
    "logging.to_stderr": true,
    "logging.json": true,
    "logging.level": "info",
    "logging.metrics.enabled": false,
    "http.enabled": true,
    "http.host": "0.0.0.0",
    "http.port": filebeat.port("stats"),
    "setup.template.enabled": false,
    "setup.ilm.enabled": false,
  };
}

/** The file. */
export function filebeatYml(logging: FilebeatProps): string {
  return toYaml(filebeatSettings(logging));
}
