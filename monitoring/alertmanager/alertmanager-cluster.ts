import { Construct } from "constructs";
import { alertmanager } from "../../contracts/components";
import { images } from "../../lib/images";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { toInternet, toRanges } from "../../lib/kubernetes/traffic";
import { type SecretSource, SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { volumeClaim } from "../../lib/kubernetes/volume-claim";
import { Workload } from "../../lib/kubernetes/workload";
import { renderFile } from "../../lib/render-template";
import {
  type AlertmanagerConfigProps,
  alertmanagerYml,
  configFiles,
  configFolder,
  neededSecrets,
  secretFolder,
} from "./alertmanager-config";

export interface AlertmanagerClusterProps extends AlertmanagerConfigProps {
  readonly cluster: Cluster;
  readonly secrets: SecretSource;
}

const get = (path: string) => alertmanager.httpProbe("http", path);

/** Peers find each other by the pods' names in this headless Service. */
const peersService = `${alertmanager.name}-peers`;

/** Alertmanagers that gossip what they have told whom, so that one notification goes out and none is lost with a member. */
export class AlertmanagerCluster extends Construct {
  constructor(scope: Construct, id: string, props: AlertmanagerClusterProps) {
    super(scope, id);
    const { replicas, retention, externalUrl, resources, spread, storage } = props.alertmanager;
    const templates = renderFile(
      "monitoring/alertmanager/notifications.tmpl",
      { opensAlertmanager: externalUrl !== undefined },
      String,
    );
    const config = new ConfigFiles(this, "alertmanager-config", {
      [configFiles.main]: alertmanagerYml(props),
      [configFiles.templates]: templates,
    });
    const secrets = neededSecrets(props.notifications);
    const secret = new SecretRequirement(this, "alertmanager-secrets", {
      keys: Object.keys(secrets),
      purpose: `what Alertmanager notifies with: ${Object.values(secrets).join("; ")}`,
      source: props.secrets,
    });
    const peers = alertmanager
      .podAddresses(peersService, replicas, "cluster-tcp")
      .map((peer) => `--cluster.peer=${peer}`);

    new Workload(this, "workload", {
      component: alertmanager,
      controller: {
        kind: "StatefulSet",
        governedBy: peersService,
        replicas,
        volumeClaimTemplates: [volumeClaim(this, "data", storage)],
      },
      services: [
        { ports: ["http"] },
        {
          name: peersService,
          ports: ["cluster-tcp", "cluster-udp"],
          headless: true,
          // A member becomes ready by joining, so it must be found before.
          publishNotReadyAddresses: true,
        },
      ],
      disruptionBudget: { maxUnavailable: 1 },
      network: this.network(props),
      pods: {
        user: 65534,
        gracePeriod: "120s",
        // It reads its configuration when it starts; secrets are read at each use.
        annotations: config.rollOnChange,
        apart: spread,
        overZones: true,
        containers: [
          {
            image: images.alertmanager,
            args: [
              `--config.file=${configFolder}/${configFiles.main}`,
              "--storage.path=/alertmanager",
              `--data.retention=${retention}`,
              `--cluster.listen-address=$(POD_IP):${String(alertmanager.port("cluster-tcp"))}`,
              // Members that come back under another address are let in again.
              "--cluster.reconnect-timeout=5m",
              ...peers,
              `--web.external-url=${externalUrl ?? alertmanager.url("http")}`,
            ],
            env: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
            resources,
            mounts: [
              { volume: config.volume("config"), mountPath: configFolder },
              { volume: secret.volume("secrets"), mountPath: secretFolder },
              { name: "data", mountPath: "/alertmanager" },
            ],
            probes: {
              liveness: { ...get("/-/healthy"), periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 3 },
              readiness: { ...get("/-/ready"), periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 },
            },
          },
        ],
      },
    });
  }

  /** The members talk to each other, and to whom they notify. */
  private network({ cluster, notifications: { email, receivers } }: AlertmanagerClusterProps) {
    const webhooks = receivers.filter((receiver) => receiver.type === "webhook");
    const published = webhooks.filter(({ ranges }) => ranges.length === 0).map(({ port }) => port);
    return {
      cluster,
      egress: [
        toInternet(cluster, [...new Set([443, email.port, ...published])]),
        email.relayRanges.length > 0 && toRanges(email.relayRanges, [email.port]),
        ...webhooks
          .filter(({ ranges }) => ranges.length > 0)
          .map(({ ranges, port }) => toRanges(ranges, [port])),
      ],
    };
  }
}
