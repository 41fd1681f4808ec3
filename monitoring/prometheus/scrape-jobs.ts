import { apiPaths } from "../../contracts/api-paths";
import type { Component, Pods } from "../../contracts/component";
import { probeModules } from "../blackbox-exporter";
import {
  blackboxExporter,
  fingerprintApi,
  kubeStateMetrics,
  namespaces,
  nodeExporter,
  prometheus,
} from "../../contracts/components";
import { type Job, jobs } from "../../contracts/jobs";
import { type OwnScrapeJob, ownScrapeConfig } from "./own-scrape-jobs";
import type { ScrapeConfig } from "./scrape-config";
import { type RelabelConfig, drop, endpointLabels, endpointsOf, keep, label } from "./relabelling";

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";
const clusterCa = { ca_file: `${serviceAccount}/ca.crt` };
const authorization = { credentials_file: `${serviceAccount}/token` };

const dropMetrics = (regex: string): RelabelConfig => ({
  source_labels: ["__name__"],
  regex,
  action: "drop",
});

/** Every endpoint of one port of a component's Service, once. */
function service<Port extends string>(
  job_name: Job,
  component: Component<Port>,
  port: NoInfer<Port>,
  more: Partial<ScrapeConfig> & Pick<ScrapeConfig, "sample_limit">,
): ScrapeConfig {
  const endpoints = endpointsOf(component, port);
  return {
    job_name,
    kubernetes_sd_configs: [endpoints.discovery],
    relabel_configs: [endpoints.keep, ...endpointLabels],
    ...more,
  };
}

/** The kubelet of every node, asked directly: going through the API server would need a right that permits exec. */
function kubelet(
  job_name: Job,
  verify: boolean,
  more: Partial<ScrapeConfig> & Pick<ScrapeConfig, "sample_limit">,
): ScrapeConfig {
  return {
    job_name,
    scheme: "https",
    authorization,
    tls_config: verify ? clusterCa : { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: [label("node", "node_name")],
    ...more,
  };
}

/** What the blackbox exporter finds out about one target, in one of its ways. */
function probe(
  job_name: Job,
  module: string,
  target: string,
  labels: Record<string, string> = {},
): ScrapeConfig {
  return {
    job_name,
    sample_limit: 500,
    metrics_path: "/probe",
    params: { module: [module], target: [target] },
    static_configs: [
      {
        targets: [`${blackboxExporter.host}:${String(blackboxExporter.port("http"))}`],
        labels: { ...labels, target },
      },
    ],
  };
}

/** Port at which cert-manager's controller tells its metrics. */
export const certManagerPort = 9402;

/** cert-manager's controller, as its chart and its manifests label it. */
export const certManagerPods = (namespace: string): Pods => ({
  namespace,
  podLabels: { "app.kubernetes.io/name": "cert-manager" },
});

const kubeStateMetricsEndpoints = endpointsOf(kubeStateMetrics, "http");
const nodeExporterEndpoints = endpointsOf(nodeExporter, "http");

export interface ScrapeJobsProps {
  /** The API's public host name, which is probed. */
  readonly apiHost: string;
  readonly verifyKubeletCertificates: boolean;
  readonly certManagerNamespace: string;
  /** The environment's own jobs. */
  readonly scrapeJobs: readonly OwnScrapeJob[];
}

/** Everything that Prometheus scrapes. */
export function scrapeJobs(props: ScrapeJobsProps) {
  const { apiHost, verifyKubeletCertificates: verify, certManagerNamespace } = props;
  const publicUrl = `https://${apiHost}${apiPaths.readiness}`;
  const all: ScrapeConfig[] = [
    service(jobs.prometheus, prometheus, "http", { sample_limit: 5_000 }),
    {
      job_name: jobs.apiserver,
      sample_limit: 50_000,
      scheme: "https",
      authorization,
      tls_config: { ...clusterCa, server_name: "kubernetes.default.svc" },
      kubernetes_sd_configs: [{ role: "endpointslice", namespaces: { names: ["default"] } }],
      relabel_configs: [keep({ service_name: "kubernetes", endpointslice_port_name: "https" })],
      // By far the most series of a cluster, and nothing here asks for these distributions.
      metric_relabel_configs: [dropMetrics("(apiserver|etcd|rest_client|workqueue)_.+_bucket")],
    },
    kubelet(jobs.kubelet, verify, {
      sample_limit: 10_000,
      metric_relabel_configs: [dropMetrics("(kubelet|storage|rest_client)_.+_bucket")],
    }),
    kubelet(jobs.cadvisor, verify, {
      sample_limit: 20_000,
      metrics_path: "/metrics/cadvisor",
      honor_labels: true,
      track_timestamps_staleness: true,
      metric_relabel_configs: [
        dropMetrics("container_(blkio|tasks|memory_failures|network_(tcp|udp)).*"),
        // The node's own control groups, of which nothing here asks: they come and go with every systemd unit.
        { source_labels: ["__name__", "pod"], regex: "container_.+;", action: "drop" },
      ],
    }),
    {
      job_name: jobs.pods,
      sample_limit: 20_000,
      kubernetes_sd_configs: [{ role: "pod", namespaces: { names: Object.values(namespaces) } }],
      relabel_configs: [
        keep({ pod_annotation_prometheus_io_scrape: "true" }),
        drop("pod_phase", "Succeeded|Failed"),
        // It has a job of its own; scraped twice, every rate and the autoscaler's load would double.
        drop("pod_label_app_kubernetes_io_name", fingerprintApi.name),
        // Of a pod's ports only the annotated one, so that each pod is one target.
        {
          source_labels: ["__meta_kubernetes_pod_container_port_number"],
          target_label: "__meta_kubernetes_pod_annotation_prometheus_io_port",
          action: "keepequal",
        },
        {
          source_labels: ["__meta_kubernetes_pod_annotation_prometheus_io_path"],
          regex: "(.+)",
          target_label: "__metrics_path__",
        },
        label("namespace", "namespace"),
        label("service", "pod_label_app_kubernetes_io_name"),
        label("pod", "pod_name"),
        label("container", "pod_container_name"),
        label("node", "pod_node_name"),
      ],
    },
    service(jobs.api, fingerprintApi, "http", { metrics_path: apiPaths.metrics, sample_limit: 10_000 }),
    {
      job_name: jobs.kubeStateMetrics,
      // Some 50 samples a pod of the whole cluster, as many as 100 nodes take by default.
      sample_limit: 600_000,
      // Its series speak of other pods; their labels win over the target's.
      honor_labels: true,
      kubernetes_sd_configs: [kubeStateMetricsEndpoints.discovery],
      relabel_configs: [kubeStateMetricsEndpoints.keep],
    },
    {
      job_name: jobs.nodeExporter,
      sample_limit: 10_000,
      kubernetes_sd_configs: [nodeExporterEndpoints.discovery],
      relabel_configs: [
        nodeExporterEndpoints.keep,
        label("node", "endpointslice_endpoint_node_name"),
        label("instance", "endpointslice_endpoint_node_name"),
      ],
    },
    probe(jobs.probe, probeModules.https, publicUrl, {
      namespace: fingerprintApi.namespace,
      service: fingerprintApi.name,
    }),
    probe(jobs.apiserverProbe, probeModules.tls, "kubernetes.default.svc.cluster.local:443"),
    {
      job_name: jobs.certManager,
      sample_limit: 10_000,
      // Its series speak of certificates of other namespaces.
      honor_labels: true,
      kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [certManagerNamespace] } }],
      relabel_configs: [
        keep({
          pod_label_app_kubernetes_io_name: "cert-manager",
          pod_container_port_number: String(certManagerPort),
        }),
        label("pod", "pod_name"),
      ],
    },
  ];
  // How to read an answer that states no Content-Type: without it Prometheus 3 fails the scrape.
  return [...all, ...props.scrapeJobs.map(ownScrapeConfig)].map(({ job_name, ...job }) => ({
    job_name,
    fallback_scrape_protocol: "PrometheusText0.0.4",
    ...job,
  }));
}
