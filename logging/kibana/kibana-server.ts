import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { kibana } from "../../contracts/components";
import type { Environment } from "../../environments/shape/environment";
import { images } from "../../lib/images";
import { Certificate, authorityVolume } from "../../lib/kubernetes/certificate";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { container } from "../../lib/kubernetes/container";
import { DisruptionBudget } from "../../lib/kubernetes/disruption-budget";
import { antiAffinity, zoneSpread } from "../../lib/kubernetes/placement";
import { podTemplate } from "../../lib/kubernetes/pod-template";
import { Prerequisite } from "../../lib/kubernetes/prerequisite";
import { SecretRequirement } from "../../lib/kubernetes/secret-requirement";
import type { StackSecrets } from "../stack-secrets";
import { kibanaPaths, kibanaYml } from "./kibana-yml";

export interface KibanaServerProps {
  readonly env: Environment;
  readonly stackSecrets: StackSecrets;
  /** Secret with the authority that signed Elasticsearch's certificate. */
  readonly authoritySecret: string;
}

/** Kibana, for people who search. Its only state is in Elasticsearch. */
export class KibanaServer extends Construct {
  constructor(scope: Construct, id: string, { env, stackSecrets, authoritySecret }: KibanaServerProps) {
    super(scope, id);
    const { logging, cluster, secrets } = env;
    const { kibana: props } = logging;
    const { users } = stackSecrets;

    const config = new ConfigFiles(this, "config", {
      name: "kibana-config",
      files: { "kibana.yml": kibanaYml(logging) },
    });
    // Without fixed keys every replica and every restart makes its own, and sessions and saved secrets are lost.
    const keys = new SecretRequirement(this, "keys", {
      name: "kibana-encryption-keys",
      keys: ["security", "saved-objects", "reporting"],
      purpose: "three keys of at least 32 characters, which encrypt sessions and saved objects",
      source: secrets,
    });
    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name: kibana.name },
      automountServiceAccountToken: false,
    });
    new k8s.KubeService(this, "service", {
      metadata: { name: kibana.name, labels: kibana.podLabels },
      spec: { selector: kibana.podLabels, ports: kibana.servicePorts() },
    });

    const status = kibana.httpProbe("http", "/api/status");
    new k8s.KubeDeployment(this, "deployment", {
      metadata: { name: kibana.name, labels: kibana.podLabels },
      spec: {
        replicas: props.replicas,
        selector: kibana.labelSelector,
        // Two versions of Kibana must not work on the same saved objects.
        strategy: { type: "Recreate" },
        template: podTemplate(kibana, {
          serviceAccountName: kibana.name,
          user: 1000,
          gracePeriod: "60s",
          annotations: config.rollOnChange,
          affinity: { podAntiAffinity: antiAffinity(kibana, "preferred") },
          topologySpreadConstraints: zoneSpread(kibana),
          containers: [
            container({
              name: kibana.name,
              image: images.kibana,
              env: [
                ...(users ? [users.variable("ELASTICSEARCH_PASSWORD", "kibana")] : []),
                keys.variable("SECURITY_ENCRYPTION_KEY", "security"),
                keys.variable("SAVED_OBJECTS_ENCRYPTION_KEY", "saved-objects"),
                keys.variable("REPORTING_ENCRYPTION_KEY", "reporting"),
              ],
              ports: kibana.containerPorts(),
              resources: props.resources,
              mounts: [
                { name: "config", mountPath: kibanaPaths.config, readOnly: true },
                { name: "data", mountPath: kibanaPaths.data },
                { name: "logs", mountPath: kibanaPaths.logs },
                { name: "tmp", mountPath: "/tmp" },
                ...(users ? [{ name: "authority", mountPath: kibanaPaths.authority, readOnly: true }] : []),
              ],
              probes: {
                // The first start migrates saved objects and builds its caches.
                startup: { ...status, periodSeconds: 10, failureThreshold: 60, timeoutSeconds: 5 },
                liveness: { ...kibana.tcpProbe("http"), periodSeconds: 20, failureThreshold: 6 },
                readiness: { ...status, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 },
              },
            }),
          ],
          volumes: [
            config.volume("config"),
            ...["data", "logs", "tmp"].map((name) => ({
              name,
              emptyDir: { sizeLimit: k8s.Quantity.fromString("512Mi") },
            })),
            ...(users ? [authorityVolume("authority", authoritySecret)] : []),
          ],
        }),
      },
    });
    new DisruptionBudget(this, "disruption-budget", { component: kibana, allows: { maxUnavailable: 1 } });
    if (props.exposure.via === "ingress") this.ingress(props.exposure, cluster.publicIssuer);
  }

  private ingress({ host, className }: { host: string; className: string }, publicIssuer: string) {
    const { secretName } = new Certificate(this, "certificate", {
      name: "kibana-public-tls",
      issuer: { kind: "ClusterIssuer", name: publicIssuer },
      dnsNames: [host],
    });
    new k8s.KubeIngress(this, "ingress", {
      metadata: {
        name: kibana.name,
        annotations: { "nginx.ingress.kubernetes.io/ssl-redirect": "true" },
      },
      spec: {
        ingressClassName: className,
        tls: [{ hosts: [host], secretName }],
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: kibana.name, port: { name: "http" } } },
                },
              ],
            },
          },
        ],
      },
    });
    new Prerequisite(this, "ingress-class", {
      kind: "ingressclass",
      name: className,
      purpose: "the ingress controller that brings people to Kibana",
    });
    new Prerequisite(this, "public-issuer", {
      kind: "clusterissuer",
      name: publicIssuer,
      purpose: "signs Kibana's public certificate",
    });
  }
}
