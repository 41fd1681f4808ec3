import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { alertmanager, grafana, prometheus, thanosQuery } from "../../contracts/components";
import { images } from "../../lib/images";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { scratch } from "../../lib/kubernetes/container";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { toRanges } from "../../lib/kubernetes/traffic";
import { PublicIngress } from "../../lib/kubernetes/public-ingress";
import { type SecretSource, SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { volumeClaim } from "../../lib/kubernetes/volume-claim";
import { Workload } from "../../lib/kubernetes/workload";
import { renderConfig, renderYaml } from "../../lib/render-template";
import type { Monitoring } from "../monitoring-props";
import { dashboardFiles } from "./dashboards";

export interface GrafanaChartProps {
  readonly cluster: Cluster;
  readonly secrets: SecretSource;
  readonly monitoring: Pick<Monitoring, "grafana" | "prometheus" | "thresholds" | "runbooksUrl">;
}

const dashboardFolder = "/var/lib/grafana-dashboards";
const secretFolder = "/etc/grafana-secrets";

/** Keys of the Secret `grafana-secrets`. Another `secret-key` makes stored credentials unreadable, which it encrypts. */
const secretKeys = ({ storage }: Monitoring["grafana"]) =>
  ["admin-password", "secret-key"].concat(storage.mode === "postgres" ? "database-password" : []);

/** Grafana's settings, as variables that override `grafana.ini`. Those that end in `__FILE` name a file to read. */
export function grafanaSettings({ externalUrl, storage }: Monitoring["grafana"]) {
  return renderYaml("monitoring/grafana/grafana-settings.yml", {
    externalUrl,
    secrets: secretFolder,
    cookieSecure: String(externalUrl.startsWith("https:")),
    dashboards: dashboardFolder,
    postgres: storage.mode === "postgres" && { ...storage, port: String(storage.port) },
  }) as Record<string, string>;
}

/** The namespace `grafana`: Grafana with its datasources and dashboards in place: nothing is clicked together. */
export class GrafanaChart extends NamespaceChart {
  constructor(scope: Construct, props: GrafanaChartProps) {
    super(scope, { namespace: grafana.namespace });
    const { cluster, secrets, monitoring } = props;
    const { replicas, resources, storage, exposure, externalUrl } = monitoring.grafana;
    const { name } = grafana;
    const thanos = monitoring.prometheus.longTermStorage.mode === "thanos";

    const datasources = renderConfig("monitoring/grafana/datasources.yml", {
      // A Querier answers for all replicas of Prometheus.
      prometheus: (thanos ? thanosQuery : prometheus).url("http"),
      prometheusType: thanos ? "Thanos" : "Prometheus",
      alertmanager: alertmanager.url("http"),
    });
    const sources = new ConfigFiles(this, `${name}-datasources`, { "datasources.yaml": datasources });
    const providers = new ConfigFiles(this, `${name}-dashboard-providers`, {
      "dashboards.yaml": renderConfig("monitoring/grafana/dashboard-providers.yml", { dashboardFolder }),
    });
    // A ConfigMap a dashboard: one for all of them would be too large to apply.
    const dashboards = dashboardFiles(monitoring.runbooksUrl, monitoring.thresholds).map(
      ({ uid, json }) => new ConfigFiles(this, `${name}-dashboard-${uid}`, { [`${uid}.json`]: json }),
    );
    if (storage.mode === "volume") {
      new k8s.KubePersistentVolumeClaim(this, "claim", volumeClaim(this, name, storage));
    }
    const secret = new SecretRequirement(this, `${name}-secrets`, {
      keys: secretKeys(monitoring.grafana),
      purpose: "Grafana's administrator, its encryption key and its database",
      source: secrets,
    });

    const provisioning = "/etc/grafana/provisioning";
    const dashboardVolume = {
      name: "dashboards",
      projected: { sources: dashboards.map((file) => ({ configMap: { name: file.name } })) },
    };
    const data =
      storage.mode === "volume"
        ? { name: "data", persistentVolumeClaim: { claimName: name } }
        : scratch("data", "1Gi");
    const settings = grafanaSettings(monitoring.grafana);
    const health = { ...grafana.httpProbe("http", "/api/health"), periodSeconds: 10, timeoutSeconds: 5 };
    new Workload(this, "workload", {
      component: grafana,
      controller: {
        kind: "Deployment",
        replicas,
        // A volume can't be written by the old and the new pod at once.
        strategy: storage.mode === "volume" ? { type: "Recreate" } : undefined,
      },
      services: [{}],
      disruptionBudget: { maxUnavailable: 1 },
      network: {
        ingress:
          exposure.via === "ingress" ? [{ from: [cluster.ingressController], ports: ["http"] }] : undefined,
        absent: thanos ? [] : [thanosQuery],
        cluster,
        egress: storage.mode === "postgres" ? [toRanges(storage.ranges, [storage.port])] : [],
      },
      pods: {
        user: 472,
        gracePeriod: "60s",
        // Read at start only; dashboards are read again while it runs.
        annotations: { ...sources.rollOnChange, ...providers.rollOnChange },
        apart: "preferred",
        containers: [
          {
            image: images.grafana,
            env: Object.entries(settings).map(([name, value]) => ({ name, value })),
            resources,
            mounts: [
              { volume: data, mountPath: "/var/lib/grafana" },
              { volume: scratch("tmp", "64Mi"), mountPath: "/tmp" },
              { volume: sources.volume("datasources"), mountPath: `${provisioning}/datasources` },
              { volume: providers.volume("providers"), mountPath: `${provisioning}/dashboards` },
              { volume: dashboardVolume, mountPath: dashboardFolder },
              { volume: secret.volume("secrets"), mountPath: secretFolder },
            ],
            probes: {
              // The first start makes the database.
              startup: { ...health, failureThreshold: 30 },
              liveness: { ...health, failureThreshold: 6 },
              readiness: { ...health, failureThreshold: 3 },
            },
          },
        ],
      },
    });
    if (exposure.via === "ingress") {
      const { hostname: host } = new URL(externalUrl);
      const { className } = exposure;
      new PublicIngress(this, "ingress", { component: grafana, cluster, host, className });
    }
  }
}
