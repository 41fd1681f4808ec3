import { filebeat } from "../../contracts/components";
import { renderConfig } from "../../lib/render-template";
import { seconds } from "../../lib/validation/quantity";
import { logstashHosts } from "../logstash/logstash-files";
import type { Logging } from "../logging-props";

export const filebeatPaths = {
  config: "/etc/filebeat",
  certificate: "/etc/filebeat-certs",
  /** On the host: positions survive the pod, so a restart neither repeats nor loses lines. */
  registry: "/usr/share/filebeat/data",
} as const;

/**
 * What belongs to the line before: indented lines, and the few unindented ones
 * that stack traces of Python, Java and Rust have.
 */
export const continuation =
  "^[ \\t]|^(Traceback \\(most recent call last\\)|Caused by|stack backtrace|note: |During handling|The above exception)|" +
  "^[A-Za-z_][A-Za-z0-9_.]*(Error|Exception|Interrupt|Exit)(: |$)";

/**
 * The runtime names a file `<pod>_<namespace>_<container>-<id>.log`. A rotated one has no such name any more: it is
 * read where it lies, or what it held while Filebeat was away would be lost.
 */
const filesOf = (namespaces: Logging["filebeat"]["namespaces"]) =>
  (namespaces === "all" ? ["*"] : namespaces).flatMap((namespace) => [
    `/var/log/containers/*_${namespace}_*.log`,
    `/var/log/pods/${namespace}_*/*/*.log.*`,
  ]);

type FilebeatProps = Pick<Logging, "filebeat" | "logstash" | "retention" | "security">;

export function filebeatYml({ filebeat: props, logstash, retention, security }: FilebeatProps): string {
  const hours = Math.ceil(seconds(retention) / 3600);
  const dropped = props.drop.filter((name) => props.namespaces === "all" || props.namespaces.includes(name));
  return renderConfig("logging/filebeat/filebeat.yml", {
    paths: filesOf(props.namespaces),
    continuation,
    ignoreOlder: `${String(hours)}h`,
    cleanInactive: `${String(hours + 24)}h`,
    dropped: dropped.length > 0 && {
      anyOf: dropped.map((namespace) => ({ equals: { "kubernetes.namespace": namespace } })),
    },
    hosts: logstashHosts(logstash.replicas),
    tls: security === "enabled" && { certificates: filebeatPaths.certificate },
    positions: filebeatPaths.registry,
    statsPort: filebeat.port("stats"),
  });
}
