import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { prometheus, prometheusAdapter } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { apiMetrics, requestsPerSecondQuery } from "../../contracts/metrics";
import { images } from "../../lib/images";
import { Certificate } from "../../lib/kubernetes/certificate";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { container } from "../../lib/kubernetes/container";
import { InternalAuthority } from "../../lib/kubernetes/internal-authority";
import { fromAggregation, toDns, toKubernetesApi } from "../../lib/kubernetes/network-policy";
import { Workload } from "../../lib/kubernetes/workload";
import { renderYaml } from "../../lib/render-template";
import { toYaml } from "../../lib/yaml";
import type { Monitoring } from "../monitoring-props";
import { AdapterAccess } from "./adapter-access";

export interface PrometheusAdapterProps extends Pick<AdapterProps, "replicas" | "resources"> {
  readonly cluster: Cluster;
}

type AdapterProps = Extract<Monitoring["customMetrics"], { provider: "prometheus-adapter" }>;

const configFolder = "/etc/adapter";
const tlsFolder = "/var/run/adapter-tls";

/** Serves the API's requests per second as a custom metric of its pods, so that the autoscaler can count on it. */
export class PrometheusAdapter extends Construct {
  constructor(scope: Construct, id: string, { cluster, replicas, resources }: PrometheusAdapterProps) {
    super(scope, id);
    const { name, namespace } = prometheusAdapter;

    const rules = renderYaml("monitoring/custom-metrics/adapter.yml", {
      requests: apiMetrics.requests.name,
      job: jobs.api,
      metric: requestsPerSecondQuery.metric,
      window: requestsPerSecondQuery.window,
    });
    const config = new ConfigFiles(this, "config", {
      name: `${name}-config`,
      files: { "config.yaml": toYaml(rules) },
    });
    new AdapterAccess(this, "access");
    const { issuer } = new InternalAuthority(this, "authority", { name: "monitoring-ca" });
    const certificate = new Certificate(this, "certificate", {
      name: `${name}-tls`,
      issuer,
      dnsNames: [`${name}.${namespace}.svc`, prometheusAdapter.host],
    });

    for (const version of ["v1beta1", "v1beta2"]) this.register(version, certificate.secretName);

    const get = (path: string): k8s.Probe => ({
      ...prometheusAdapter.httpProbe("https", path, "HTTPS"),
      periodSeconds: 10,
      timeoutSeconds: 5,
    });
    new Workload(this, "workload", {
      component: prometheusAdapter,
      controller: { kind: "Deployment", replicas },
      services: [{}],
      disruptionBudget: { maxUnavailable: 1 },
      network: {
        ingress: [{ from: [fromAggregation(cluster)], ports: ["https"] }],
        clusterEgress: [toDns(cluster), toKubernetesApi(cluster)],
      },
      pods: {
        usesKubernetesApi: true,
        user: 65534,
        gracePeriod: "30s",
        annotations: config.rollOnChange,
        apart: "preferred",
        containers: [
          container({
            name,
            image: images.prometheusAdapter,
            args: [
              `--config=${configFolder}/config.yaml`,
              `--prometheus-url=${prometheus.url("http")}`,
              // Not below the scrape interval, or a metric is forgotten between two scrapes.
              "--metrics-relist-interval=1m",
              `--secure-port=${String(prometheusAdapter.port("https"))}`,
              `--tls-cert-file=${tlsFolder}/tls.crt`,
              `--tls-private-key-file=${tlsFolder}/tls.key`,
            ],
            ports: prometheusAdapter.containerPorts(),
            resources,
            mounts: [
              { name: "config", mountPath: configFolder, readOnly: true },
              { name: "tls", mountPath: tlsFolder, readOnly: true },
              { name: "tmp", mountPath: "/tmp" },
            ],
            probes: {
              startup: { ...get("/livez"), failureThreshold: 18 },
              liveness: { ...get("/livez"), failureThreshold: 5 },
              readiness: { ...get("/readyz"), failureThreshold: 5 },
            },
          }),
        ],
        volumes: [
          config.volume("config"),
          { name: "tls", secret: { secretName: certificate.secretName, defaultMode: 0o440 } },
          { name: "tmp", emptyDir: { sizeLimit: k8s.Quantity.fromString("16Mi") } },
        ],
      },
    });
  }

  /** Makes the API server send requests for the group here, over TLS that it verifies. */
  private register(version: string, certificate: string) {
    const group = "custom.metrics.k8s.io";
    const { name, namespace } = prometheusAdapter;
    new k8s.KubeApiService(this, `api-service-${version}`, {
      metadata: {
        name: `${version}.${group}`,
        // cert-manager writes the authority's certificate into `caBundle`.
        annotations: { "cert-manager.io/inject-ca-from": `${namespace}/${certificate}` },
      },
      spec: {
        group,
        version,
        groupPriorityMinimum: 100,
        versionPriority: version === "v1beta2" ? 200 : 100,
        service: { name, namespace, port: prometheusAdapter.servicePort("https") },
      },
    });
  }
}
