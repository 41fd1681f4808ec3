import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { elasticsearch, elasticsearchExporter } from "../../contracts/components";
import { images } from "../../lib/images";
import { authorityVolume } from "../../lib/kubernetes/certificate";
import { container } from "../../lib/kubernetes/container";
import { podTemplate } from "../../lib/kubernetes/pod-template";
import { users as userNames } from "../stack";
import type { Logging } from "../logging-props";
import type { StackSecrets } from "../stack-secrets";

const authorityFolder = "/authority";

export interface ElasticsearchExporterProps {
  readonly logging: Pick<Logging, "elasticsearch">;
  readonly stackSecrets: StackSecrets;
}

/** Asks Elasticsearch for its statistics, as a user who can read nothing else. */
export class ElasticsearchExporter extends Construct {
  constructor(scope: Construct, id: string, { logging, stackSecrets }: ElasticsearchExporterProps) {
    super(scope, id);
    const { users, authoritySecret } = stackSecrets;
    const { name } = elasticsearchExporter;
    const snapshots = logging.elasticsearch.snapshots.to !== "nowhere";
    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });

    const answers = elasticsearchExporter.httpProbe("metrics", "/healthz");
    new k8s.KubeDeployment(this, "deployment", {
      metadata: { name, labels: elasticsearchExporter.podLabels },
      spec: {
        replicas: 1,
        selector: elasticsearchExporter.labelSelector,
        template: podTemplate(elasticsearchExporter, {
          serviceAccountName: name,
          user: 65534,
          gracePeriod: "30s",
          annotations: {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(elasticsearchExporter.port("metrics")),
            "prometheus.io/path": "/metrics",
          },
          containers: [
            container({
              name,
              image: images.elasticsearchExporter,
              args: [
                `--es.uri=${elasticsearch.url("http", users ? "https" : "http")}`,
                "--es.all",
                "--es.indices",
                "--es.timeout=20s",
                ...(snapshots ? ["--es.slm"] : []),
                ...(users ? [`--es.ca=${authorityFolder}/ca.crt`] : []),
                `--web.listen-address=:${String(elasticsearchExporter.port("metrics"))}`,
              ],
              env: users
                ? [
                    { name: "ES_USERNAME", value: userNames.exporter },
                    users.variable("ES_PASSWORD", "exporter"),
                  ]
                : [],
              ports: elasticsearchExporter.containerPorts(),
              resources: {
                cpu: { request: "25m", limit: "200m" },
                memory: { request: "64Mi", limit: "128Mi" },
              },
              mounts: users ? [{ name: "authority", mountPath: authorityFolder, readOnly: true }] : [],
              probes: {
                liveness: { ...answers, periodSeconds: 30, timeoutSeconds: 5 },
                readiness: { ...answers, periodSeconds: 10, timeoutSeconds: 5 },
              },
            }),
          ],
          volumes: users ? [authorityVolume("authority", authoritySecret)] : [],
        }),
      },
    });
  }
}
