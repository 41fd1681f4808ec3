import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Environment } from "../../environments/shape/environment";
import { images } from "../../lib/images";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { container } from "../../lib/kubernetes/container";
import { DisruptionBudget } from "../../lib/kubernetes/disruption-budget";
import { antiAffinity } from "../../lib/kubernetes/placement";
import { podTemplate } from "../../lib/kubernetes/pod-template";
import { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { volumeClaim } from "../../lib/kubernetes/volume-claim";
import { grafana } from "../../contracts/components";
import { type DashboardFile, dashboardFiles } from "./dashboards";
import { grafanaSettings, secretFolder, secretKeys } from "./grafana-settings";
import { dashboardFolder, dashboardProviders, datasources } from "./provisioning";
import { toYaml } from "../../lib/yaml";

/** Grafana with its datasources and dashboards in place: nothing is clicked together. */
export class GrafanaServer extends Construct {
  constructor(scope: Construct, id: string, { monitoring, secrets }: Environment) {
    super(scope, id);
    const { grafana: props, runbooksUrl } = monitoring;
    const { name } = grafana;

    const sources = new ConfigFiles(this, "datasources", {
      name: `${name}-datasources`,
      files: { "datasources.yaml": toYaml(datasources) },
    });
    const providers = new ConfigFiles(this, "providers", {
      name: `${name}-dashboard-providers`,
      files: { "dashboards.yaml": toYaml(dashboardProviders) },
    });
    const dashboards = dashboardFiles(runbooksUrl).map((file) => this.dashboard(file));
    const secret = new SecretRequirement(this, "secret", {
      name: `${name}-secrets`,
      keys: Object.keys(secretKeys).filter(
        (key) => key !== "database-password" || props.storage.mode === "postgres",
      ),
      purpose: "Grafana's administrator, its encryption key and its database",
      source: secrets,
    });

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    new k8s.KubeService(this, "service", {
      metadata: { name, labels: grafana.podLabels },
      spec: { selector: grafana.podLabels, ports: grafana.servicePorts() },
    });

    const health = { ...grafana.httpProbe("http", "/api/health"), periodSeconds: 10, timeoutSeconds: 5 };
    new k8s.KubeDeployment(this, "deployment", {
      metadata: { name, labels: grafana.podLabels },
      spec: {
        replicas: props.replicas,
        // A volume can't be written by the old and the new pod at once.
        ...(props.storage.mode === "volume" && { strategy: { type: "Recreate" } }),
        selector: grafana.labelSelector,
        template: podTemplate(grafana, {
          serviceAccountName: name,
          user: 472,
          gracePeriod: "60s",
          annotations: {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(grafana.port("http")),
            // Read at start only; dashboards are read again while it runs.
            ...sources.rollOnChange,
            ...providers.rollOnChange,
          },
          affinity: { podAntiAffinity: antiAffinity(grafana, "preferred") },
          containers: [
            container({
              name,
              image: images.grafana,
              env: Object.entries(grafanaSettings(props)).map(([key, value]) => ({ name: key, value })),
              ports: grafana.containerPorts(),
              resources: props.resources,
              mounts: [
                { name: "data", mountPath: "/var/lib/grafana" },
                { name: "tmp", mountPath: "/tmp" },
                { name: "datasources", mountPath: "/etc/grafana/provisioning/datasources", readOnly: true },
                { name: "providers", mountPath: "/etc/grafana/provisioning/dashboards", readOnly: true },
                { name: "dashboards", mountPath: dashboardFolder, readOnly: true },
                { name: "secrets", mountPath: secretFolder, readOnly: true },
              ],
              probes: {
                // The first start makes the database.
                startup: { ...health, failureThreshold: 30 },
                liveness: { ...health, failureThreshold: 6 },
                readiness: { ...health, failureThreshold: 3 },
              },
            }),
          ],
          volumes: [
            props.storage.mode === "volume"
              ? { name: "data", persistentVolumeClaim: { claimName: this.claim(props.storage) } }
              : { name: "data", emptyDir: { sizeLimit: k8s.Quantity.fromString("1Gi") } },
            { name: "tmp", emptyDir: { sizeLimit: k8s.Quantity.fromString("64Mi") } },
            sources.volume("datasources"),
            providers.volume("providers"),
            {
              name: "dashboards",
              projected: { sources: dashboards.map((file) => ({ configMap: { name: file.name } })) },
            },
            secret.volume("secrets"),
          ],
        }),
      },
    });
    new DisruptionBudget(this, "disruption-budget", { component: grafana, allows: { maxUnavailable: 1 } });
  }

  /** A ConfigMap a dashboard: one for all of them would be too large to apply. */
  private dashboard({ uid, json }: DashboardFile): ConfigFiles {
    return new ConfigFiles(this, `dashboard-${uid}`, {
      name: `${grafana.name}-dashboard-${uid}`,
      files: { [`${uid}.json`]: json },
    });
  }

  private claim(storage: Parameters<typeof volumeClaim>[2]): string {
    const claim = volumeClaim(this, grafana.name, storage);
    new k8s.KubePersistentVolumeClaim(this, "claim", claim);
    return grafana.name;
  }
}
