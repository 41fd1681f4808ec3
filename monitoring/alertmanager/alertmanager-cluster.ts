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
import { alertmanager } from "../../contracts/components";
import { alertmanagerConfig, configFiles, configFolder } from "./alertmanager-config";
import { secretFolder, secretKeys } from "./alertmanager-config-types";
import { notificationTemplates } from "./notification-templates";
import { toYaml } from "../../lib/yaml";

const get = (path: string) => alertmanager.httpProbe("http", path);

/** Peers find each other by the pods' names in this headless Service. */
const peersService = `${alertmanager.name}-peers`;

/** Alertmanagers that gossip what they have told whom, so that one notification goes out and none is lost with a member. */
export class AlertmanagerCluster extends Construct {
  constructor(scope: Construct, id: string, { monitoring, secrets }: Environment) {
    super(scope, id);
    const { alertmanager: props } = monitoring;
    const { name, namespace } = alertmanager;

    const config = new ConfigFiles(this, "config", {
      name: "alertmanager-config",
      files: {
        [configFiles.main]: toYaml(alertmanagerConfig(monitoring)),
        [configFiles.templates]: notificationTemplates,
      },
    });
    const secret = new SecretRequirement(this, "secret", {
      name: "alertmanager-secrets",
      keys: Object.keys(secretKeys),
      purpose: `what Alertmanager notifies with: ${Object.values(secretKeys).join("; ")}`,
      source: secrets,
    });

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    new k8s.KubeService(this, "service", {
      metadata: { name, labels: alertmanager.podLabels },
      spec: { selector: alertmanager.podLabels, ports: alertmanager.servicePorts(["http"]) },
    });
    new k8s.KubeService(this, "peers-service", {
      metadata: { name: peersService, labels: alertmanager.podLabels },
      spec: {
        clusterIp: "None",
        // A member becomes ready by joining, so it must be found before.
        publishNotReadyAddresses: true,
        selector: alertmanager.podLabels,
        ports: alertmanager.servicePorts(["cluster-tcp", "cluster-udp"]),
      },
    });

    const peers = Array.from(
      { length: props.replicas },
      (_, i) =>
        `--cluster.peer=${name}-${String(i)}.${peersService}.${namespace}.svc.cluster.local:${String(alertmanager.port("cluster-tcp"))}`,
    );
    new k8s.KubeStatefulSet(this, "stateful-set", {
      metadata: { name, labels: alertmanager.podLabels },
      spec: {
        serviceName: peersService,
        replicas: props.replicas,
        podManagementPolicy: "Parallel",
        selector: alertmanager.labelSelector,
        template: podTemplate(alertmanager, {
          serviceAccountName: name,
          user: 65534,
          gracePeriod: "120s",
          annotations: {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(alertmanager.port("http")),
            // It reads its configuration when it starts; secrets are read at each use.
            ...config.rollOnChange,
          },
          affinity: { podAntiAffinity: antiAffinity(alertmanager, props.spread) },
          topologySpreadConstraints: zoneSpread(alertmanager),
          containers: [
            container({
              name,
              image: images.alertmanager,
              args: [
                `--config.file=${configFolder}/${configFiles.main}`,
                "--storage.path=/alertmanager",
                `--data.retention=${props.retention}`,
                `--cluster.listen-address=$(POD_IP):${String(alertmanager.port("cluster-tcp"))}`,
                // Members that come back under another address are let in again.
                "--cluster.reconnect-timeout=5m",
                ...peers,
                `--web.external-url=${props.externalUrl ?? alertmanager.url("http")}`,
              ],
              env: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
              ports: alertmanager.containerPorts(),
              resources: props.resources,
              mounts: [
                { name: "config", mountPath: configFolder, readOnly: true },
                { name: "secrets", mountPath: secretFolder, readOnly: true },
                { name: "data", mountPath: "/alertmanager" },
              ],
              probes: {
                liveness: { ...get("/-/healthy"), periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 3 },
                readiness: { ...get("/-/ready"), periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 },
              },
            }),
          ],
          volumes: [config.volume("config"), secret.volume("secrets")],
        }),
        volumeClaimTemplates: [volumeClaim(this, "data", props.storage)],
      },
    });
    new DisruptionBudget(this, "disruption-budget", {
      component: alertmanager,
      allows: { maxUnavailable: 1 },
    });
  }
}
