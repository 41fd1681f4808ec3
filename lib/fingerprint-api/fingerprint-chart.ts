import type { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { Certificate } from "../kubernetes/certificate";
import type { Cluster } from "../kubernetes/cluster-props";
import { NamespaceChart } from "../kubernetes/namespace-chart";
import { requires } from "../kubernetes/prerequisite";
import { SecretRequirement } from "../kubernetes/secret-requirement";
import type { SecretSource } from "../kubernetes/secret-source";
import { AcmeSolverPolicy } from "../kubernetes/acme-solver-policy";
import { ApiAccess } from "./api-access";
import { ApiAutoscaler } from "./api-autoscaler";
import { ApiScaledObject } from "./api-scaled-object";
import { ApiConfig } from "./api-config";
import { ApiGateway } from "./api-gateway";
import { ApiIngress } from "./api-ingress";
import { ApiModels } from "./api-models";
import type { Api } from "./api-props";
import { highestReplicas } from "./replicas-props";
import { ApiWorkload } from "./api-workload";

export interface FingerprintChartProps {
  readonly api: Api;
  readonly cluster: Cluster;
  readonly secrets: SecretSource;

  /** Who tells the autoscaler the requests per second. Through KEDA there is no custom metrics API. */
  readonly customMetrics: "prometheus-adapter" | "keda";
}

/** The namespace `fingerprint`, with everything of the API: its pods, how they scale, who may reach them and what they may reach. */
export class FingerprintChart extends NamespaceChart {
  constructor(scope: Construct, { api, cluster, secrets, customMetrics }: FingerprintChartProps) {
    super(scope, { namespace: fingerprintApi.namespace });

    const secretName = `${fingerprintApi.name}-secrets`;
    const config = new ApiConfig(this, "config", api);
    const models = new ApiModels(this, "models", api.models);
    const secretVariables = Object.entries(api.secretVariables);
    // Without a token nobody could use a right to Secrets or metrics: it would only be there to be stolen.
    new ApiAccess(this, "access", {
      configMaps: [config.name],
      secrets: api.usesKubernetesApi && secretVariables.length > 0 ? [secretName] : [],
      metrics: api.usesKubernetesApi,
    });
    const variables: k8s.EnvVar[] = [];
    if (secretVariables.length > 0) {
      const secret = new SecretRequirement(this, "secret", {
        name: secretName,
        keys: [...new Set(secretVariables.map(([, key]) => key))],
        purpose: "credentials that the API reads when it starts",
        source: secrets,
      });
      variables.push(...secretVariables.map(([name, key]) => secret.variable(name, key)));
    }
    new ApiWorkload(this, "workload", { api, cluster, config, models, secretVariables: variables });
    if (api.replicas.mode === "autoscaled") {
      new (customMetrics === "keda" ? ApiScaledObject : ApiAutoscaler)(this, "autoscaler", api.replicas);
    }
    this.publish(api, cluster);
    this.prerequisites(api);
  }

  private publish({ host, exposure }: Api, { ingressController, publicIssuer }: Cluster) {
    const certificate = new Certificate(this, "certificate", {
      name: `${fingerprintApi.name}-tls`,
      issuer: { kind: "ClusterIssuer", name: publicIssuer },
      dnsNames: [host],
    });
    requires(this, "clusterissuer", publicIssuer, `signs the certificate of ${host}`);
    new AcmeSolverPolicy(this, "acme-solver-policy", ingressController);

    const tlsSecretName = certificate.secretName;
    if (exposure.via === "ingress") new ApiIngress(this, "ingress", { host, tlsSecretName, exposure });
    else new ApiGateway(this, "gateway", { host, tlsSecretName, exposure });
  }

  private prerequisites(api: Api) {
    if (api.spread === "required") {
      const purpose = "every API pod runs on a node of its own, at most replicas and during a roll-out";
      requires(this, "nodes", String(highestReplicas(api) + api.rollout.maxSurge), purpose);
    } else requires(this, "nodes", "1", "somewhere to run");
    for (const name of api.imagePullSecrets) {
      requires(this, "secret", name, "the kubelet pulls the API's image with it", ".dockerconfigjson");
    }
    if (api.replicas.mode === "autoscaled") {
      requires(this, "api", "metrics.k8s.io/v1beta1", "metrics-server tells the autoscaler CPU and memory");
    }
  }
}
