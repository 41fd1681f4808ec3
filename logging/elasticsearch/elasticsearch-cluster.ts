import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { elasticsearch } from "../../contracts/components";
import { images } from "../../lib/images";
import { Access } from "../../lib/kubernetes/access";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { type ContainerProps, scratch } from "../../lib/kubernetes/container";
import { toAddresses, toKubernetesApi } from "../../lib/kubernetes/traffic";
import { requires } from "../../lib/kubernetes/prerequisite";
import { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { volumeClaim } from "../../lib/kubernetes/volume-claim";
import { Workload } from "../../lib/kubernetes/workload";
import { seconds } from "../../lib/validation/quantity";
import { settingExceptions } from "../settings/extra-settings";
import { type StackProps, kubernetesToken, kubernetesTokenFolder } from "../stack";
import {
  elasticsearchFile,
  elasticsearchNodes,
  elasticsearchPaths,
  elasticsearchYml,
  formationConfigMap,
  snapshotFolder,
} from "./elasticsearch-yml";

const scripts = ["prepare.sh", "started.sh", "pre-stop.sh", "gc.options"];

/** A node counts as started after this long, although its shards have not recovered. */
const recoverySeconds = 600;

/** The last seconds of the grace period are for the stop itself. */
const stopSeconds = 60;

const fromField = (name: string, fieldPath: string): k8s.EnvVar => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

/** One node or a cluster of three and more: the same construct, each node master-eligible and with data of its own. */
export class ElasticsearchCluster extends Construct {
  constructor(scope: Construct, id: string, { logging, cluster, secrets, stackSecrets }: StackProps) {
    super(scope, id);
    const { elasticsearch: props } = logging;
    const { snapshots } = props;
    const readsZones = props.nodes > 1 && cluster.zones > 1;
    const { users } = stackSecrets;

    const config = new ConfigFiles(this, "elasticsearch-config", {
      "elasticsearch.yml": elasticsearchYml(logging, readsZones),
      ...Object.fromEntries(scripts.map((name) => [name, elasticsearchFile(name)])),
    });
    // The bootstrap Job writes into it, and in need a person.
    new k8s.KubeConfigMap(this, "formation", { metadata: { name: formationConfigMap } });
    requires(
      this,
      "elasticsearch",
      elasticsearch.name,
      "nodes that leave take shards and votes with them, and nodes that come must find the cluster",
      String(props.nodes),
    );
    const certificate = stackSecrets.certificate(elasticsearch, elasticsearchNodes, "localhost");
    const s3 =
      snapshots.to === "s3"
        ? new SecretRequirement(this, "elasticsearch-s3", {
            keys: ["access-key", "secret-key"],
            purpose: "keys of the bucket that snapshots go to",
            source: secrets,
          })
        : undefined;
    if (snapshots.to === "volume") {
      requires(this, "claim", snapshots.claim, "the volume that snapshots go to");
    }
    if (readsZones) {
      // A pod's zone is a label of its Kubernetes node.
      new Access(this, `${elasticsearch.name}-zone-reader`, {
        account: elasticsearch.account,
        rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get"] }],
      });
    }

    const nodeNames = Array.from({ length: props.nodes }, (_, i) => `${elasticsearch.name}-${String(i)}`);
    const prepare: ContainerProps<never> = {
      name: "prepare",
      image: images.elasticsearch,
      command: ["/bin/bash", "/files/prepare.sh"],
      env: [
        fromField("POD_NAME", "metadata.name"),
        fromField("NODE_NAME", "spec.nodeName"),
        { name: "INITIAL_MASTER_NODES", value: nodeNames.join() },
      ],
      resources: { cpu: { request: "100m", limit: "1" }, memory: { request: "256Mi", limit: "512Mi" } },
      probes: { none: "ends before the node starts" },
      mounts: [
        { name: "files", mountPath: "/files", readOnly: true },
        { name: "formation", mountPath: "/formation", readOnly: true },
        { name: "config", mountPath: "/prepared" },
        // Writable for elasticsearch-node, which a person may run here while the node is held.
        { name: "data", mountPath: elasticsearchPaths.data },
        { name: "tmp", mountPath: "/tmp" },
        users && { name: "password", mountPath: "/passwords", readOnly: true },
        s3 && { name: "s3", mountPath: "/s3", readOnly: true },
        readsZones && { name: "kubernetes", mountPath: kubernetesTokenFolder, readOnly: true },
      ],
    };

    const knowsMaster = elasticsearch.tcpProbe("readiness");
    const node = {
      image: images.elasticsearch,
      env: [
        fromField("POD_NAME", "metadata.name"),
        {
          name: "ELASTICSEARCH",
          value: `${users ? "https" : "http"}://localhost:${String(elasticsearch.port("http"))}`,
        },
        { name: "RECOVERED", value: props.nodes > 1 ? "green" : "yellow" },
        { name: "RECOVERY_SECONDS", value: String(recoverySeconds) },
        { name: "STOP_SECONDS", value: String(Math.max(10, seconds(props.gracePeriod) - stopSeconds)) },
      ],
      resources: props.resources,
      exceptions: settingExceptions(props.extraSettings),
      mounts: [
        { name: "config", mountPath: elasticsearchPaths.config },
        certificate && { name: "certificate", mountPath: elasticsearchPaths.certificates, readOnly: true },
        { name: "files", mountPath: "/files", readOnly: true },
        { name: "data", mountPath: elasticsearchPaths.data },
        { name: "logs", mountPath: elasticsearchPaths.logs },
        { name: "tmp", mountPath: "/tmp" },
        snapshots.to === "volume" && { name: "snapshots", mountPath: snapshotFolder },
      ],
      probes: {
        // Later than the script's own patience: it must never be this one that ends a node that recovers.
        startup: {
          exec: { command: ["/bin/bash", "/files/started.sh"] },
          periodSeconds: 10,
          failureThreshold: (recoverySeconds + 300) / 10,
          timeoutSeconds: 10,
        },
        // A known master, never the cluster's health: one red index would take every node out. And no liveness:
        // a node that is slow for a minute must not be killed for it.
        readiness: { ...knowsMaster, periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 },
      },
      lifecycle: { preStop: { exec: { command: ["/bin/bash", "/files/pre-stop.sh"] } } },
    };

    new Workload(this, "nodes", {
      component: elasticsearch,
      controller: {
        kind: "StatefulSet",
        governedBy: elasticsearchNodes,
        replicas: props.nodes,
        // A roll-out gives shards this long to come back before the next node goes.
        minReadySeconds: 60,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        volumeClaimTemplates: [volumeClaim(this, "data", props.storage)],
      },
      pods: {
        user: 1000,
        gracePeriod: props.gracePeriod,
        annotations: config.rollOnChange,
        apart: props.nodes > 1 ? "required" : "preferred",
        overZones: true,
        initContainers: [prepare],
        containers: [node],
        volumes: [
          config.volume("files"),
          { name: "formation", configMap: { name: formationConfigMap } },
          scratch("config", "16Mi"),
          scratch("logs", "1Gi"),
          scratch("tmp", "1Gi"),
          certificate?.volume("certificate"),
          users?.volume("password", ["bootstrap"]),
          s3?.volume("s3"),
          readsZones && kubernetesToken,
          snapshots.to === "volume" && {
            name: "snapshots",
            persistentVolumeClaim: { claimName: snapshots.claim },
          },
        ],
      },
      services: [
        { ports: ["http"] },
        // Nodes have to find each other before any of them is ready.
        { name: elasticsearchNodes, headless: true, publishNotReadyAddresses: true },
      ],
      disruptionBudget: { maxUnavailable: 1 },
      priority: "data",
      network: {
        cluster,
        egress: [
          readsZones && toKubernetesApi(cluster),
          snapshots.to === "s3" && toAddresses(cluster, snapshots.ranges, [portOf(snapshots.endpoint)]),
        ],
      },
    });
  }
}

/** The port of a bucket's endpoint; AWS's own are HTTPS. */
function portOf(endpoint = "https://aws"): number {
  const { port, protocol } = new URL(endpoint);
  return port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
}
