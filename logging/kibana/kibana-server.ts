import { basename } from "node:path";
import { Construct } from "constructs";
import { kibana } from "../../contracts/components";
import { images } from "../../lib/images";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { scratch } from "../../lib/kubernetes/container";
import { PublicIngress } from "../../lib/kubernetes/public-ingress";
import { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import { Workload } from "../../lib/kubernetes/workload";
import { settingExceptions } from "../settings/extra-settings";
import { kibanaPaths, kibanaYml } from "./kibana-yml";
import type { StackProps } from "../stack";

/** Kibana, for people who search. Its only state is in Elasticsearch. */
export class KibanaServer extends Construct {
  constructor(scope: Construct, id: string, { cluster, secrets, logging, stackSecrets }: StackProps) {
    super(scope, id);
    const { replicas, resources, exposure } = logging.kibana;
    const { users } = stackSecrets;

    const config = new ConfigFiles(this, "kibana-config", { "kibana.yml": kibanaYml(logging) });
    // Without fixed keys every replica and every restart makes its own, and sessions and saved secrets are lost.
    const keys = new SecretRequirement(this, "kibana-encryption-keys", {
      keys: ["security", "saved-objects", "reporting"],
      purpose: "three keys of at least 32 characters, which encrypt sessions and saved objects",
      source: secrets,
    });

    const certificate = stackSecrets.certificate(kibana);
    const status = kibana.httpProbe("http", "/api/status", certificate && "HTTPS");
    new Workload(this, "workload", {
      component: kibana,
      // Two versions of Kibana must not work on the same saved objects.
      controller: { kind: "Deployment", replicas, strategy: { type: "Recreate" } },
      services: [{}],
      disruptionBudget: { maxUnavailable: 1 },
      network: {
        cluster,
        ingress:
          exposure.via === "ingress" ? [{ from: [cluster.ingressController], ports: ["http"] }] : undefined,
      },
      pods: {
        user: 1000,
        gracePeriod: "60s",
        annotations: config.rollOnChange,
        apart: "preferred",
        overZones: true,
        containers: [
          {
            image: images.kibana,
            env: [
              // Not by the name of its setting: the image's entrypoint would make an argument of it, which every
              // process can read.
              users?.variable("KIBANA_SYSTEM_PASSWORD", "kibana"),
              keys.variable("SECURITY_ENCRYPTION_KEY", "security"),
              keys.variable("SAVED_OBJECTS_ENCRYPTION_KEY", "saved-objects"),
              keys.variable("REPORTING_ENCRYPTION_KEY", "reporting"),
            ],
            resources,
            exceptions: settingExceptions(logging.kibana.extraSettings),
            mounts: [
              {
                volume: config.volume("config"),
                mountPath: kibanaPaths.settings,
                subPath: basename(kibanaPaths.settings),
              },
              { volume: scratch("data", "512Mi"), mountPath: kibanaPaths.data },
              { volume: scratch("logs", "512Mi"), mountPath: kibanaPaths.logs },
              { volume: scratch("tmp", "512Mi"), mountPath: "/tmp" },
              certificate && {
                volume: certificate.volume("certificate"),
                mountPath: kibanaPaths.certificate,
              },
            ],
            probes: {
              // The first start migrates saved objects and builds its caches.
              startup: { ...status, periodSeconds: 10, failureThreshold: 60, timeoutSeconds: 5 },
              liveness: { ...kibana.tcpProbe("http"), periodSeconds: 20, failureThreshold: 6 },
              readiness: { ...status, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 },
            },
          },
        ],
      },
    });
    if (exposure.via === "ingress") {
      new PublicIngress(this, "ingress", {
        component: kibana,
        cluster,
        annotations: { "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS" },
        ...exposure,
      });
    }
  }
}
