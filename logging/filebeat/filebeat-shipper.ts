import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { filebeat } from "../../contracts/components";
import type { Environment } from "../../environments/shape/environment";
import { images } from "../../lib/images";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { container } from "../../lib/kubernetes/container";
import { podTemplate } from "../../lib/kubernetes/pod-template";
import { internalIssuer, stackCertificate } from "../stack-secrets";
import { filebeatPaths, filebeatYml } from "./filebeat-yml";

/** Ships the lines of every container on every node to Logstash. */
export class FilebeatShipper extends Construct {
  constructor(scope: Construct, id: string, { logging }: Environment) {
    super(scope, id);
    const { name, namespace } = filebeat;
    const tls = logging.security === "enabled";

    const config = new ConfigFiles(this, "config", {
      name: "filebeat-config",
      files: { "filebeat.yml": filebeatYml(logging) },
    });
    if (tls) internalIssuer(this, logging.issuer);
    const certificate = tls
      ? stackCertificate(this, name, [`${name}.${namespace}.svc.cluster.local`], logging.issuer)
      : undefined;
    this.access();

    const stats = filebeat.tcpProbe("stats");
    new k8s.KubeDaemonSet(this, "daemon-set", {
      metadata: { name, labels: filebeat.podLabels },
      spec: {
        selector: filebeat.labelSelector,
        updateStrategy: {
          type: "RollingUpdate",
          rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString("10%") },
        },
        template: podTemplate(filebeat, {
          serviceAccountName: name,
          usesKubernetesApi: true,
          user: 1000,
          gracePeriod: "30s",
          annotations: config.rollOnChange,
          // Every node has lines, also one that takes no other pods.
          tolerations: [{ operator: "Exists" }],
          containers: [
            container({
              name,
              image: images.filebeat,
              args: ["-e", "-c", `${filebeatPaths.config}/filebeat.yml`, "--strict.perms=false"],
              env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
              ports: filebeat.containerPorts(),
              resources: logging.filebeat.resources,
              mounts: [
                { name: "config", mountPath: filebeatPaths.config, readOnly: true },
                { name: "registry", mountPath: filebeatPaths.registry },
                { name: "var-log", mountPath: "/var/log", readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
                ...(certificate
                  ? [{ name: "certificate", mountPath: filebeatPaths.certificate, readOnly: true }]
                  : []),
              ],
              probes: {
                liveness: { ...stats, periodSeconds: 30, failureThreshold: 5 },
                readiness: { ...stats, periodSeconds: 10 },
              },
              exceptions: {
                runsAsRoot:
                  "the container runtime's log files are readable by root alone, and so is the registry on the host",
              },
            }),
          ],
          volumes: [
            config.volume("config"),
            {
              name: "registry",
              hostPath: { path: "/var/lib/filebeat-fingerprint", type: "DirectoryOrCreate" },
            },
            { name: "var-log", hostPath: { path: "/var/log", type: "Directory" } },
            { name: "tmp", emptyDir: { sizeLimit: k8s.Quantity.fromString("64Mi") } },
            ...(certificate
              ? [{ name: "certificate", secret: { secretName: certificate.secretName, defaultMode: 0o440 } }]
              : []),
          ],
        }),
      },
    });
  }

  /** Reading, and nothing else: names and labels of what wrote a line. */
  private access() {
    const { name, namespace } = filebeat;
    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    new k8s.KubeClusterRole(this, "cluster-role", {
      metadata: { name },
      rules: [
        { apiGroups: [""], resources: ["namespaces", "nodes", "pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "watch"] },
      ],
    });
    new k8s.KubeClusterRoleBinding(this, "cluster-role-binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    });
  }
}
