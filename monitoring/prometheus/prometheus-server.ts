import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Environment } from "../../environments/shape/environment";
import { images } from "../../lib/images";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { container } from "../../lib/kubernetes/container";
import { DisruptionBudget } from "../../lib/kubernetes/disruption-budget";
import { antiAffinity, zoneSpread } from "../../lib/kubernetes/placement";
import { podTemplate } from "../../lib/kubernetes/pod-template";
import { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { volumeClaim } from "../../lib/kubernetes/volume-claim";
import { prometheus } from "../../contracts/components";
import { PrometheusAccess } from "./prometheus-access";
import { configFiles, configFolder } from "./prometheus-config";
import { prometheusFiles } from "./prometheus-files";
import { objectStorageKey, thanosPrometheusArgs, thanosSidecar } from "./thanos-sidecar";

const get = (path: string) => prometheus.httpProbe("http", path);

/** Two or more Prometheus, each with a volume of its own; each scrapes everything and sends its alerts to every Alertmanager. */
export class PrometheusServer extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const { prometheus: props } = env.monitoring;

    const config = new ConfigFiles(this, "config", {
      name: "prometheus-config",
      files: prometheusFiles(env),
    });
    const { serviceAccountName } = new PrometheusAccess(this, "access");
    const thanos = this.thanos(env);

    new k8s.KubeService(this, "service", {
      metadata: { name: prometheus.name, labels: prometheus.podLabels },
      spec: {
        selector: prometheus.podLabels,
        ports: prometheus.servicePorts(["http"]),
        // Replicas scrape at different moments: a client that changes between them sees jagged curves.
        sessionAffinity: "ClientIP",
      },
    });
    new k8s.KubeService(this, "pods-service", {
      metadata: { name: `${prometheus.name}-pods`, labels: prometheus.podLabels },
      spec: {
        clusterIp: "None",
        selector: prometheus.podLabels,
        ports: prometheus.servicePorts(thanos ? ["http", "thanos-grpc"] : ["http"]),
      },
    });

    new k8s.KubeStatefulSet(this, "stateful-set", {
      metadata: { name: prometheus.name, labels: prometheus.podLabels },
      spec: {
        serviceName: `${prometheus.name}-pods`,
        replicas: props.replicas,
        // The replicas know nothing of each other, so none waits for another.
        podManagementPolicy: "Parallel",
        selector: prometheus.labelSelector,
        template: podTemplate(prometheus, {
          serviceAccountName,
          usesKubernetesApi: true,
          user: 65534,
          // Prometheus writes what it holds in memory to the volume before it ends.
          gracePeriod: "600s",
          affinity: { podAntiAffinity: antiAffinity(prometheus, props.spread) },
          topologySpreadConstraints: zoneSpread(prometheus),
          containers: [
            container({
              name: prometheus.name,
              image: images.prometheus,
              args: [
                `--config.file=${configFolder}/${configFiles.main}`,
                // A reload keeps the write-ahead log; a restart would replay it for minutes.
                "--config.auto-reload",
                "--storage.tsdb.path=/prometheus",
                ...(props.externalUrl === undefined ? [] : [`--web.external-url=${props.externalUrl}`]),
                ...(thanos ? thanosPrometheusArgs : []),
              ],
              env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
              ports: prometheus.containerPorts(["http"]),
              resources: props.resources,
              mounts: [
                { name: "config", mountPath: configFolder, readOnly: true },
                { name: "data", mountPath: "/prometheus" },
              ],
              probes: {
                // Replaying a large write-ahead log takes minutes: 15 of them at most.
                startup: { ...get("/-/ready"), periodSeconds: 15, failureThreshold: 60, timeoutSeconds: 3 },
                liveness: { ...get("/-/healthy"), periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 },
                readiness: { ...get("/-/ready"), periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 },
              },
            }),
            ...(thanos ? [thanos.container] : []),
          ],
          volumes: [config.volume("config"), ...(thanos ? [thanos.volume] : [])],
        }),
        volumeClaimTemplates: [volumeClaim(this, "data", props.storage)],
      },
    });
    new DisruptionBudget(this, "disruption-budget", { component: prometheus, allows: { maxUnavailable: 1 } });
  }

  private thanos({ monitoring, secrets }: Environment) {
    const { longTermStorage } = monitoring.prometheus;
    if (longTermStorage.mode === "none") return undefined;
    const secret = new SecretRequirement(this, "object-storage", {
      name: longTermStorage.secretName,
      keys: [objectStorageKey],
      purpose: "the object store that Thanos uploads blocks to",
      source: secrets,
    });
    return thanosSidecar(longTermStorage, secret);
  }
}
