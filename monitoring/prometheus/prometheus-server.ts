import { Construct } from "constructs";
import { nodeExporter, prometheus, prometheusAdapter, thanosQuery } from "../../contracts/components";
import { images } from "../../lib/images";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { toInternet, toNodes, toPods } from "../../lib/kubernetes/traffic";
import { type SecretSource, SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { volumeClaim } from "../../lib/kubernetes/volume-claim";
import { Workload } from "../../lib/kubernetes/workload";
import type { Monitoring } from "../monitoring-props";
import { ownScrapeEgress } from "./own-scrape-jobs";
import {
  type PrometheusConfigProps,
  certManagerPods,
  certManagerPort,
  configFiles,
  configFolder,
  prometheusFiles,
  prometheusPods,
} from "./prometheus-config";
import { objectStorageKey, thanosPrometheusArgs, thanosSidecar } from "./thanos";

export interface PrometheusServerProps extends PrometheusConfigProps {
  readonly cluster: Cluster;
  readonly secrets: SecretSource;
  readonly monitoring: PrometheusConfigProps["monitoring"] & Pick<Monitoring, "customMetrics">;
}

const kubeletPort = 10250;
const verbs = ["get", "list", "watch"];

/** Lists of what is scraped, and metrics. Never `nodes/proxy`: it would let a scrape run commands in any pod. */
const scraping = [
  { apiGroups: [""], resources: ["nodes", "pods", "services"], verbs },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
  { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
  { nonResourceUrLs: ["/metrics"], verbs: ["get"] },
];

const get = (path: string) => prometheus.httpProbe("http", path);

/** Two or more Prometheus, each with a volume of its own; each scrapes everything and sends its alerts to every Alertmanager. */
export class PrometheusServer extends Construct {
  constructor(scope: Construct, id: string, props: PrometheusServerProps) {
    super(scope, id);
    const { replicas, spread, externalUrl, resources, storage } = props.monitoring.prometheus;

    const config = new ConfigFiles(this, "prometheus-config", prometheusFiles(props));
    const thanos = this.thanos(props);

    new Workload(this, "workload", {
      component: prometheus,
      controller: {
        kind: "StatefulSet",
        governedBy: prometheusPods,
        replicas,
        volumeClaimTemplates: [volumeClaim(this, "data", storage)],
      },
      services: [
        // Replicas scrape at different moments: a client that changes between them sees jagged curves.
        { ports: ["http"], sticky: true },
        {
          name: prometheusPods,
          ports: thanos ? ["http", "thanos-grpc"] : ["http"],
          headless: true,
        },
      ],
      disruptionBudget: { maxUnavailable: 1 },
      priority: "data",
      network: this.network(props),
      asksKubernetes: scraping,
      pods: {
        user: 65534,
        // Prometheus writes what it holds in memory to the volume before it ends.
        gracePeriod: "600s",
        apart: spread,
        overZones: true,
        containers: [
          {
            image: images.prometheus,
            args: [
              `--config.file=${configFolder}/${configFiles.main}`,
              // A reload keeps the write-ahead log; a restart would replay it for minutes.
              "--config.auto-reload",
              "--storage.tsdb.path=/prometheus",
              ...(externalUrl === undefined ? [] : [`--web.external-url=${externalUrl}`]),
              ...(thanos ? thanosPrometheusArgs : []),
            ],
            env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
            ports: ["http"],
            resources,
            mounts: [
              { volume: config.volume("config"), mountPath: configFolder },
              { name: "data", mountPath: "/prometheus" },
            ],
            probes: {
              // Replaying a large write-ahead log takes minutes: 15 of them at most.
              startup: { ...get("/-/ready"), periodSeconds: 15, failureThreshold: 60, timeoutSeconds: 3 },
              liveness: { ...get("/-/healthy"), periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 },
              readiness: { ...get("/-/ready"), periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 },
            },
          },
          ...(thanos ? [thanos] : []),
        ],
      },
    });
  }

  private network({ cluster, monitoring: { customMetrics, prometheus: props } }: PrometheusServerProps) {
    const keda = customMetrics.provider === "keda" ? customMetrics : undefined;
    const thanos = props.longTermStorage.mode === "thanos";
    const operators = keda ? [{ namespace: keda.namespace, podLabels: { app: "keda-operator" } }] : [];
    return {
      absent: [keda && prometheusAdapter, !thanos && thanosQuery],
      ingress: operators.map((operator) => ({ from: [operator], ports: ["http"] as const })),
      cluster,
      clusterEgress: [
        // Node exporters use the nodes' addresses, as kubelets do.
        toNodes(cluster, [kubeletPort, nodeExporter.port("http")]),
        toPods(certManagerPods(cluster.certManagerNamespace), [certManagerPort]),
      ],
      egress: [
        // Blocks are uploaded.
        thanos && toInternet(cluster, [443]),
        ...props.scrapeJobs.map((job) => ownScrapeEgress(job, cluster)),
      ],
    };
  }

  private thanos({ monitoring, secrets }: PrometheusServerProps) {
    const { longTermStorage } = monitoring.prometheus;
    if (longTermStorage.mode === "none") return undefined;
    const secret = new SecretRequirement(this, longTermStorage.secretName, {
      keys: [objectStorageKey],
      purpose: "the object store that Thanos uploads blocks to",
      source: secrets,
    });
    return thanosSidecar(longTermStorage, secret);
  }
}
