import { Construct } from "constructs";
import { prometheus, thanosQuery } from "../../contracts/components";
import { images } from "../../lib/images";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import type { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { Workload } from "../../lib/kubernetes/workload";
import type { Monitoring } from "../monitoring-props";
import { prometheusPods, replicaLabel } from "./prometheus-config";

type ThanosProps = Extract<Monitoring["prometheus"]["longTermStorage"], { mode: "thanos" }>;

export const objectStorageKey = "objstore.yml";

/** Arguments that Prometheus needs beside the sidecar: blocks that are uploaded must not be merged before. */
export const thanosPrometheusArgs = [
  "--storage.tsdb.min-block-duration=2h",
  "--storage.tsdb.max-block-duration=2h",
];

/** Uploads finished blocks to the object store and answers queries of the Querier. */
export function thanosSidecar({ resources }: ThanosProps, secret: SecretRequirement) {
  const get = (path: string) => ({ ...prometheus.httpProbe("thanos-http", path), periodSeconds: 10 });
  const port = (name: "http" | "thanos-grpc" | "thanos-http") => String(prometheus.port(name));
  return {
    name: "thanos-sidecar",
    image: images.thanos,
    args: [
      "sidecar",
      "--tsdb.path=/prometheus",
      `--prometheus.url=http://localhost:${port("http")}`,
      `--grpc-address=0.0.0.0:${port("thanos-grpc")}`,
      `--http-address=0.0.0.0:${port("thanos-http")}`,
      `--objstore.config-file=/etc/thanos/${objectStorageKey}`,
    ],
    ports: ["thanos-grpc", "thanos-http"] as const,
    resources,
    probes: { liveness: get("/-/healthy"), readiness: get("/-/ready") },
    mounts: [
      { name: "data", mountPath: "/prometheus" },
      { volume: secret.volume("object-storage"), mountPath: "/etc/thanos" },
    ],
  };
}

/** Every replica's sidecar, as DNS knows those that are ready. */
const sidecars = `dns+${prometheusPods}.${prometheus.namespace}.svc.cluster.local:${String(prometheus.port("thanos-grpc"))}`;

type ThanosQueryProps = Pick<ThanosProps, "querier"> & { readonly cluster: Cluster };

/** Answers queries from all replicas of Prometheus as if they were one: what one has missed, another has seen. */
export class ThanosQuery extends Construct {
  constructor(scope: Construct, id: string, { cluster, querier }: ThanosQueryProps) {
    super(scope, id);
    const patience = { periodSeconds: 10, timeoutSeconds: 5 };
    new Workload(this, "workload", {
      component: thanosQuery,
      controller: { kind: "Deployment", replicas: querier.replicas },
      services: [{}],
      disruptionBudget: { maxUnavailable: 1 },
      network: { cluster },
      pods: {
        user: 65534,
        // Queries may take two minutes.
        gracePeriod: "150s",
        apart: "preferred",
        containers: [
          {
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
            resources: querier.resources,
            probes: {
              liveness: { ...thanosQuery.httpProbe("http", "/-/healthy"), ...patience },
              readiness: { ...thanosQuery.httpProbe("http", "/-/ready"), ...patience },
            },
          },
        ],
      },
    });
  }
}
