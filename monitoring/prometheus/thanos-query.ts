import { Construct } from "constructs";
import { prometheus, thanosQuery } from "../../contracts/components";
import { images } from "../../lib/images";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { container } from "../../lib/kubernetes/container";
import { toDns } from "../../lib/kubernetes/network-policy";
import { Workload } from "../../lib/kubernetes/workload";
import { prometheusPods, replicaLabel } from "./prometheus-component";
import type { ThanosProps } from "./thanos-sidecar";

export interface ThanosQueryProps {
  readonly cluster: Cluster;
  readonly querier: ThanosProps["querier"];
}

/** Every replica's sidecar, as DNS knows those that are ready. */
const sidecars = `dns+${prometheusPods}.${prometheus.namespace}.svc.cluster.local:${String(prometheus.port("thanos-grpc"))}`;

const get = (path: string) => ({
  ...thanosQuery.httpProbe("http", path),
  periodSeconds: 10,
  timeoutSeconds: 5,
});

/** Answers queries from all replicas of Prometheus as if they were one: what one has missed, another has seen. */
export class ThanosQuery extends Construct {
  constructor(scope: Construct, id: string, { cluster, querier }: ThanosQueryProps) {
    super(scope, id);
    const { name } = thanosQuery;

    new Workload(this, "workload", {
      component: thanosQuery,
      controller: { kind: "Deployment", replicas: querier.replicas },
      services: [{}],
      disruptionBudget: { maxUnavailable: 1 },
      network: { clusterEgress: [toDns(cluster)] },
      pods: {
        user: 65534,
        // Queries may take two minutes.
        gracePeriod: "150s",
        apart: "preferred",
        containers: [
          container({
            name,
            image: images.thanos,
            args: [
              "query",
              `--http-address=0.0.0.0:${String(thanosQuery.port("http"))}`,
              "--http-grace-period=120s",
              // Nobody asks this one by gRPC.
              "--grpc-address=127.0.0.1:10901",
              `--query.replica-label=${replicaLabel}`,
              `--endpoint.sd-config=${JSON.stringify({ endpoints: [{ address: sidecars }] })}`,
            ],
            ports: thanosQuery.containerPorts(),
            resources: querier.resources,
            probes: { liveness: get("/-/healthy"), readiness: get("/-/ready") },
          }),
        ],
      },
    });
  }
}
