import { Component } from "../../lib/kubernetes/component";

/** Logstash. `api` is its own statistics; `metrics` the same for Prometheus, from the exporter beside it. */
export const logstash = new Component({
  name: "logstash",
  namespace: "logging",
  ports: { beats: 5044, api: 9600, metrics: 9198 },
});

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
