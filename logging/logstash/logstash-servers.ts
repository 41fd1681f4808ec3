import { readFileSync } from "node:fs";
import type { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { elasticsearch, logstash } from "../../contracts/components";
import { indexNames } from "../../contracts/log-names";
import { images } from "../../lib/images";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { type ContainerProps, scratch } from "../../lib/kubernetes/container";
import { toInternet } from "../../lib/kubernetes/traffic";
import { toBytes } from "../../lib/validation/quantity";
import { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { volumeClaim } from "../../lib/kubernetes/volume-claim";
import { Workload } from "../../lib/kubernetes/workload";
import { settingExceptions } from "../settings/extra-settings";
import { type StackProps, users as userNames } from "../stack";
import { logstashPaths, logstashPods, pipelineFiles, settingsFiles } from "./logstash-files";

const configFolder = "/usr/share/logstash/config";
const filesFolder = "/files";

/** Logstash with its queues on a volume, so that neither its own restarts nor Elasticsearch's lose a line. */
export class LogstashServers extends Construct {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id);
    const { cluster, secrets, stackSecrets } = props;
    const { resources, replicas, storage, mail } = props.logging.logstash;
    const { users } = stackSecrets;

    const pipelineConfs = pipelineFiles(props);
    const config = new ConfigFiles(this, "logstash-config", {
      ...settingsFiles(props.logging.logstash, Object.keys(pipelineConfs)),
      "prepare.sh": readFileSync("logging/logstash/prepare.sh", "utf8"),
    });
    const pipelines = new ConfigFiles(this, "logstash-pipelines", pipelineConfs);
    const certificate = stackSecrets.certificate(logstash, logstashPods);
    const mailAccount =
      mail.send === "on-error"
        ? new SecretRequirement(this, "logstash-mail", {
            keys: ["password"],
            purpose: "password of the mail account that errors are sent from",
            source: secrets,
          })
        : undefined;

    const connection: k8s.EnvVar[] = users
      ? [
          { name: "ELASTICSEARCH_USER", value: userNames.logstash },
          users.variable("ELASTICSEARCH_PASSWORD", "logstash"),
        ]
      : [];
    const certificateMount = certificate && {
      name: "certificate",
      mountPath: logstashPaths.certificate,
      readOnly: true,
    };

    const prepare: ContainerProps<never> = {
      name: "prepare",
      image: images.logstash,
      command: ["/bin/bash", `${filesFolder}/prepare.sh`],
      env: [
        ...connection,
        { name: "ELASTICSEARCH_URL", value: elasticsearch.url("http", users ? "https" : "http") },
        { name: "INDEX_TEMPLATE", value: indexNames.logs },
      ],
      resources: { cpu: { request: "50m", limit: "500m" }, memory: { request: "64Mi", limit: "128Mi" } },
      probes: { none: "ends before Logstash starts" },
      mounts: [
        { name: "files", mountPath: filesFolder, readOnly: true },
        { name: "config", mountPath: "/prepared" },
        certificateMount,
      ],
    };

    // Not the API: it goes on when a pipeline has ended, and with the main one this port is closed.
    const takesLines = logstash.tcpProbe("beats");
    const server = {
      image: images.logstash,
      env: [
        { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        ...connection,
        mailAccount?.variable("MAIL_PASSWORD", "password"),
        { name: "LS_JAVA_OPTS", value: javaOptions(resources.memory.limit) },
      ],
      ports: ["beats", "api"] as const,
      resources,
      exceptions: settingExceptions(props.logging.logstash.extraSettings),
      mounts: [
        { name: "config", mountPath: configFolder },
        // The whole folder and no single files: a change of the ConfigMap arrives, and Logstash reloads it.
        { name: "pipelines", mountPath: logstashPaths.pipelines, readOnly: true },
        { name: "data", mountPath: logstashPaths.data },
        { name: "tmp", mountPath: "/tmp" },
        { name: "logs", mountPath: "/usr/share/logstash/logs" },
        certificateMount,
      ],
      probes: {
        startup: { ...takesLines, periodSeconds: 10, failureThreshold: 60 },
        liveness: { ...takesLines, periodSeconds: 30, failureThreshold: 10, timeoutSeconds: 10 },
        readiness: { ...takesLines, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 },
      },
    };

    new Workload(this, "workload", {
      component: logstash,
      controller: {
        kind: "StatefulSet",
        governedBy: logstashPods,
        replicas,
        // A queue that nobody reads any more still holds lines.
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        volumeClaimTemplates: [volumeClaim(this, "data", storage)],
      },
      services: [{ ports: ["beats"] }, { name: logstashPods, headless: true, ports: ["beats"] }],
      disruptionBudget: { maxUnavailable: 1 },
      network: {
        cluster,
        egress: mail.send === "on-error" ? [toInternet(cluster, [mail.smtp.port])] : [],
      },
      pods: {
        user: 1000,
        gracePeriod: "120s",
        annotations: config.rollOnChange,
        apart: "preferred",
        overZones: true,
        initContainers: [prepare],
        containers: [server, exporter()],
        volumes: [
          config.volume("files"),
          pipelines.volume("pipelines"),
          scratch("config", "16Mi"),
          scratch("logs", "256Mi"),
          scratch("tmp", "512Mi"),
          certificate?.volume("certificate"),
        ],
      },
    });
  }
}

/** Heap: half of the container's memory; the rest is for the queue's pages, threads and the JVM itself. */
function javaOptions(memory: string): string {
  const megabytes = String(Math.floor(toBytes(memory) / 2 ** 21));
  // The stack is for JSON of a thousand objects in each other: with the JVM's own size 360 end the pipeline.
  return `-Xms${megabytes}m -Xmx${megabytes}m -Xss4m`;
}

/** Logstash's statistics as metrics, beside each pod: what is in a pod's queue is told by that pod alone. */
function exporter(): ContainerProps<"metrics"> {
  // Its own port and not Logstash's state: lines must flow without it, and it must tell when they don't.
  const listens = logstash.tcpProbe("metrics");
  return {
    name: "exporter",
    image: images.logstashExporter,
    env: [{ name: "LOGSTASH_URL", value: `http://localhost:${String(logstash.port("api"))}` }],
    ports: ["metrics"],
    resources: { cpu: { request: "10m", limit: "100m" }, memory: { request: "32Mi", limit: "64Mi" } },
    probes: { readiness: { ...listens, periodSeconds: 10 }, liveness: { ...listens, periodSeconds: 30 } },
  };
}
