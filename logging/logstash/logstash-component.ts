import { logstash } from "../../contracts/components";

/** The headless Service that gives each pod a name, by which Filebeat addresses all of them. */
export const logstashPods = "logstash-pods";

/** Address of each pod, for Filebeat. */
export function logstashHosts(replicas: number): string[] {
  return Array.from(
    { length: replicas },
    (_, i) =>
      `${logstash.name}-${String(i)}.${logstashPods}.${logstash.namespace}.svc.cluster.local:${String(logstash.port("beats"))}`,
  );
}
