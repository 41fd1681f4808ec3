import { logstash } from "../../contracts/components";

/** The headless Service that gives each pod a name, by which Filebeat addresses all of them. */
export const logstashPods = "logstash-pods";

/** Address of each pod, for Filebeat. */
export const logstashHosts = (replicas: number) => logstash.podAddresses(logstashPods, replicas, "beats");
