import type { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { Access } from "../kubernetes/access";
import type { Cluster } from "../kubernetes/cluster-props";
import { NamespaceChart } from "../kubernetes/namespace-chart";
import { requires } from "../kubernetes/prerequisite";
import { type SecretSource, SecretRequirement } from "../kubernetes/secret-requirement";
import { ApiAutoscaler, ApiScaledObject } from "./api-autoscaler";
import { ApiGateway } from "./api-gateway";
import { ApiIngress } from "./api-ingress";
import { ApiModels } from "./api-models";
import type { Api } from "./api-props";
import { ApiConfig } from "./api-settings";
import { ApiWorkload } from "./api-workload";
import { highestReplicas } from "./replicas-props";

export interface FingerprintChartProps {
  readonly api: Api;
  readonly cluster: Cluster;
  readonly secrets: SecretSource;

  /** Who tells the autoscaler the requests per second. Through KEDA there is no custom metrics API. */
  readonly customMetrics: "prometheus-adapter" | "keda";
}

const { name, namespace, account } = fingerprintApi;

/** The namespace `fingerprint`, with everything of the API: its pods, how they scale, who may reach them and what they may reach. */
export class FingerprintChart extends NamespaceChart {
  constructor(scope: Construct, { api, cluster, secrets, customMetrics }: FingerprintChartProps) {
    super(scope, { namespace });
    const { host, exposure } = api;

    const config = new ApiConfig(this, api.config, api.env);
    const models = new ApiModels(this, "models", api.models);
    const secret = this.secret(api, secrets);
    this.access(api, config.name, secret?.name);
    const secretVariables = Object.entries(api.secretVariables).flatMap(
      ([name, key]) => secret?.variable(name, key) ?? [],
    );
    new ApiWorkload(this, "workload", { api, cluster, config, models, secretVariables });
    if (api.replicas.mode === "autoscaled") {
      new (customMetrics === "keda" ? ApiScaledObject : ApiAutoscaler)(this, "autoscaler", api.replicas);
    }
    if (exposure.via === "ingress") new ApiIngress(this, "ingress", { host, cluster, exposure });
    else new ApiGateway(this, "gateway", { host, cluster, exposure });
    this.prerequisites(api);
  }

  private secret({ secretVariables }: Api, source: SecretSource): SecretRequirement | undefined {
    const keys = [...new Set(Object.values(secretVariables))];
    if (keys.length === 0) return undefined;
    const purpose = "credentials that the API reads when it starts";
    return new SecretRequirement(this, `${name}-secrets`, { keys, purpose, source });
  }

  /** The API may read its own settings and pods, and report events. */
  private access({ usesKubernetesApi }: Api, config: string, secret: string | undefined) {
    const verbs = ["get"];
    // Without a token nobody could use a right to Secrets or metrics: it would only be there to be stolen.
    const secrets = usesKubernetesApi && secret !== undefined ? [secret] : [];
    new Access(this, name, {
      namespace,
      account,
      rules: [
        { apiGroups: [""], resources: ["configmaps"], resourceNames: [config], verbs },
        ...secrets.map((one) => ({ apiGroups: [""], resources: ["secrets"], resourceNames: [one], verbs })),
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create"] },
      ],
    });
    if (!usesKubernetesApi) return;
    new Access(this, `${name}-metrics-reader`, {
      account,
      rules: [{ apiGroups: ["metrics.k8s.io"], resources: ["nodes", "pods"], verbs: ["get", "list"] }],
    });
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
