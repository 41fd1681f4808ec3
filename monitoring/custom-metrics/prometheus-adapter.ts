import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { Issuer } from "../../imports/cert-manager.io";
import { nameAmongOthers } from "../../contracts/component";
import { fingerprintApi, prometheus, prometheusAdapter } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { apiMetrics, requestsPerSecondQuery } from "../../contracts/metrics";
import { images } from "../../lib/images";
import { Access } from "../../lib/kubernetes/access";
import { Certificate } from "../../lib/kubernetes/certificate";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { fromAggregation } from "../../lib/kubernetes/traffic";
import { scratch } from "../../lib/kubernetes/container";
import { Workload } from "../../lib/kubernetes/workload";
import { renderConfig } from "../../lib/render-template";
import type { Monitoring } from "../monitoring-props";

type PrometheusAdapterProps = Extract<Monitoring["customMetrics"], { provider: "prometheus-adapter" }> & {
  readonly cluster: Cluster;
};

const { name, namespace, account } = prometheusAdapter;
const { metric, window } = requestsPerSecondQuery;
const group = "custom.metrics.k8s.io";
const configFolder = "/etc/adapter";
const tlsFolder = "/var/run/adapter-tls";

/** Serves the API's requests per second as a custom metric of its pods, so that the autoscaler can count on it. */
export class PrometheusAdapter extends Construct {
  constructor(scope: Construct, id: string, { cluster, replicas, resources }: PrometheusAdapterProps) {
    super(scope, id);
    const rules = renderConfig("monitoring/custom-metrics/adapter.yml", {
      requests: apiMetrics.requests.name,
      job: jobs.api,
      metric,
      window,
    });
    const config = new ConfigFiles(this, `${name}-config`, { "config.yaml": rules });
    this.access();
    const certificate = new Certificate(this, `${name}-tls`, {
      issuer: this.authority("monitoring-ca"),
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
        ingress: [{ from: fromAggregation(cluster), ports: ["https"] }],
        cluster,
      },
      asksKubernetes: [
        { apiGroups: [""], resources: ["namespaces", "pods"], verbs: ["get", "list", "watch"] },
      ],
      pods: {
        user: 65534,
        annotations: config.rollOnChange,
        apart: "preferred",
        containers: [
          {
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
            resources,
            mounts: [
              { volume: config.volume("config"), mountPath: configFolder },
              { volume: certificate.volume("tls"), mountPath: tlsFolder },
              { volume: scratch("tmp", "16Mi"), mountPath: "/tmp" },
            ],
            probes: {
              startup: { ...get("/livez"), failureThreshold: 18 },
              liveness: { ...get("/livez"), failureThreshold: 5 },
              readiness: { ...get("/readyz"), failureThreshold: 5 },
            },
          },
        ],
      },
    });
  }

  /** What it may ask for its callers, and who may ask it. */
  private access() {
    // It asks the API server who its callers are and what they may do.
    const apiGroup = "rbac.authorization.k8s.io";
    new k8s.KubeClusterRoleBinding(this, "auth-delegator", {
      metadata: { name: nameAmongOthers(`${name}-auth-delegator`) },
      roleRef: { apiGroup, kind: "ClusterRole", name: "system:auth-delegator" },
      subjects: [account],
    });
    new k8s.KubeRoleBinding(this, "auth-reader", {
      metadata: { name: nameAmongOthers(`${name}-auth-reader`), namespace: "kube-system" },
      roleRef: { apiGroup, kind: "Role", name: "extension-apiserver-authentication-reader" },
      subjects: [account],
    });
    // The autoscaler's controller may read the one metric, of pods of the API's namespace.
    new Access(this, `${name}-metrics-reader`, {
      namespace: fingerprintApi.namespace,
      account: { kind: "ServiceAccount", name: "horizontal-pod-autoscaler", namespace: "kube-system" },
      rules: [{ apiGroups: [group], resources: [`pods/${metric}`], verbs: ["get", "list"] }],
    });
  }

  /**
   * A certificate authority of this namespace alone. It signs itself; the API server trusts it by the `ca.crt` beside
   * the certificate that it signs.
   */
  private authority(name: string) {
    const selfSigned = { kind: "Issuer", name: `${name}-self-signed` } as const;
    new Issuer(this, "self-signed", { metadata: { name: selfSigned.name }, spec: { selfSigned: {} } });
    const { secretName } = new Certificate(this, name, {
      issuer: selfSigned,
      commonName: name,
      dnsNames: [],
      isCa: true,
      // Ten years: whoever trusts the authority would have to be told of a new one.
      lifetime: "87600h",
    });
    new Issuer(this, "issuer", { metadata: { name }, spec: { ca: { secretName } } });
    return { kind: "Issuer", name } as const;
  }

  /** Makes the API server send requests for the group here, over TLS that it verifies. */
  private register(version: string, certificate: string) {
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
