import type { Component } from "./component";
import {
  alertmanager,
  blackboxExporter,
  elasticsearch,
  elasticsearchBootstrap,
  elasticsearchExporter,
  filebeat,
  fingerprintApi,
  grafana,
  kibana,
  kibanaBootstrap,
  kubeStateMetrics,
  logstash,
  prometheus,
  prometheusAdapter,
  thanosQuery,
} from "./components";

/** Who talks to which ports of whom inside the cluster. */
export interface Connection {
  readonly from: readonly Component[];
  readonly to: Component;
  /** Names of ports of `to`. */
  readonly ports: readonly [string, ...string[]];
}

/**
 * Some components may talk to ports of another. A port that it does not have does not compile.
 *
 * @public a test tries the mistake
 */
export function connection<Port extends string>(
  from: readonly Component[],
  to: Component<Port>,
  ...ports: readonly [NoInfer<Port>, ...NoInfer<Port>[]]
): Connection {
  return { from, to, ports };
}

/**
 * Every connection between components of this program. Both ends' NetworkPolicies come from here, so neither can
 * forget the other. What leads into or out of the program stands at the component.
 */
export const connections: readonly Connection[] = [
  connection([prometheus, grafana, prometheusAdapter], prometheus, "http"),
  connection([thanosQuery], prometheus, "thanos-grpc"),
  connection([prometheus, grafana], thanosQuery, "http"),
  connection([prometheus], kubeStateMetrics, "http"),
  connection([prometheus], blackboxExporter, "http"),
  connection([prometheus, fingerprintApi], fingerprintApi, "http"),
  connection([prometheus, grafana], alertmanager, "http"),
  connection([prometheus], grafana, "http"),
  connection([prometheus], elasticsearchExporter, "metrics"),
  connection([filebeat], logstash, "beats"),
  connection([prometheus], filebeat, "metrics"),
  connection([prometheus], logstash, "metrics"),
  connection([alertmanager], alertmanager, "cluster-tcp", "cluster-udp"),
  connection([elasticsearch], elasticsearch, "transport"),
  connection([logstash, kibana, elasticsearchBootstrap, elasticsearchExporter], elasticsearch, "http"),
  connection([kibanaBootstrap], kibana, "http"),
];
