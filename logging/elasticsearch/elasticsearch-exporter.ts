import { Construct } from "constructs";
import { elasticsearch, elasticsearchExporter } from "../../contracts/components";
import { images } from "../../lib/images";
import { authorityVolume } from "../../lib/kubernetes/certificate";
import { Workload } from "../../lib/kubernetes/workload";
import { type StackProps, users as userNames } from "../stack";

const authorityFolder = "/authority";

/** Asks Elasticsearch for its statistics, as a user who can read nothing else. */
export class ElasticsearchExporter extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { cluster, logging, stackSecrets: { users, authoritySecret } }: StackProps,
  ) {
    super(scope, id);
    const authority = authorityVolume("authority", authoritySecret);
    const answers = elasticsearchExporter.httpProbe("metrics", "/healthz");
    new Workload(this, "exporter", {
      component: elasticsearchExporter,
      controller: { kind: "Deployment", replicas: 1 },
      pods: {
        user: 65534,
        containers: [
          {
            image: images.elasticsearchExporter,
            args: [
              `--es.uri=${elasticsearch.url("http", users ? "https" : "http")}`,
              "--es.all",
              "--es.indices",
              "--es.timeout=20s",
              "--es.ilm",
              ...(logging.elasticsearch.snapshots.to !== "nowhere"
                ? ["--collector.slm", "--collector.snapshots"]
                : []),
              ...(users ? [`--es.ca=${authorityFolder}/ca.crt`] : []),
              `--web.listen-address=:${String(elasticsearchExporter.port("metrics"))}`,
            ],
            env: users && [
              { name: "ES_USERNAME", value: userNames.exporter },
              users.variable("ES_PASSWORD", "exporter"),
            ],
            resources: {
              cpu: { request: "25m", limit: "200m" },
              memory: { request: "64Mi", limit: "128Mi" },
            },
            mounts: users && [{ volume: authority, mountPath: authorityFolder }],
            probes: {
              liveness: { ...answers, periodSeconds: 30, timeoutSeconds: 5 },
              readiness: { ...answers, periodSeconds: 10, timeoutSeconds: 5 },
            },
          },
        ],
      },
      network: { cluster },
    });
  }
}
