import { k8s } from "cdk8s-plus-28";
import { images } from "../../lib/images";
import { container } from "../../lib/kubernetes/container";
import type { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { prometheus } from "../../contracts/components";
import type { Monitoring } from "../monitoring-props";

/** The props of long-term storage in an object store. */
export type ThanosProps = Extract<Monitoring["prometheus"]["longTermStorage"], { mode: "thanos" }>;

/** Key of the Secret that describes the bucket. */
export const objectStorageKey = "objstore.yml";

const get = (path: string): k8s.Probe => ({
  ...prometheus.httpProbe("thanos-http", path),
  periodSeconds: 10,
});

/** Arguments that Prometheus needs beside the sidecar: blocks that are uploaded must not be merged before. */
export const thanosPrometheusArgs = [
  "--storage.tsdb.min-block-duration=2h",
  "--storage.tsdb.max-block-duration=2h",
];

/** Uploads finished blocks to the object store and answers queries of the Querier. */
export function thanosSidecar({ resources }: ThanosProps, secret: SecretRequirement) {
  return {
    volume: secret.volume("object-storage"),
    container: container({
      name: "thanos-sidecar",
      image: images.thanos,
      args: [
        "sidecar",
        "--tsdb.path=/prometheus",
        `--prometheus.url=http://localhost:${String(prometheus.port("http"))}`,
        `--grpc-address=0.0.0.0:${String(prometheus.port("thanos-grpc"))}`,
        `--http-address=0.0.0.0:${String(prometheus.port("thanos-http"))}`,
        `--objstore.config-file=/etc/thanos/${objectStorageKey}`,
      ],
      ports: prometheus.containerPorts(["thanos-grpc", "thanos-http"]),
      resources,
      probes: { liveness: get("/-/healthy"), readiness: get("/-/ready") },
      mounts: [
        { name: "data", mountPath: "/prometheus" },
        { name: "object-storage", mountPath: "/etc/thanos", readOnly: true },
      ],
    }),
  };
}
