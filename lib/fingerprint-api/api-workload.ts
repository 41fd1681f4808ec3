import { ApiObject, JsonPatch } from "cdk8s";
import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { apiPaths } from "../../contracts/api-paths";
import type { Cluster } from "../kubernetes/cluster-props";
import type { ContainerProps } from "../kubernetes/container";
import { toInternet } from "../kubernetes/traffic";
import { requires } from "../kubernetes/prerequisite";
import { Workload } from "../kubernetes/workload";
import { seconds } from "../validation/quantity";
import type { ApiModels } from "./api-models";
import type { Api } from "./api-props";
import type { ApiConfig } from "./api-settings";

export interface ApiWorkloadProps {
  readonly api: Api;
  readonly cluster: Cluster;
  readonly config: ApiConfig;
  readonly models: ApiModels;
  readonly secretVariables: k8s.EnvVar[];
}

/** The kubelet asks the startup probe this often, so a start is noticed within this many seconds. */
const startupPeriod = 5;

/** The API's pods, and how a new version replaces the old one without a request lost. */
export class ApiWorkload extends Construct {
  constructor(scope: Construct, id: string, props: ApiWorkloadProps) {
    super(scope, id);
    const { api, cluster, config, models } = props;
    const { key, value } = api.preferredNodes;
    const preference = { matchExpressions: [{ key, operator: "In", values: [value] }] };

    const workload = new Workload(this, "workload", {
      component: fingerprintApi,
      controller: {
        kind: "Deployment",
        // An autoscaler owns the number of pods: stating one here would undo its work at every apply.
        replicas: api.replicas.mode === "fixed" ? api.replicas.count : undefined,
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: {
            maxSurge: k8s.IntOrString.fromNumber(api.rollout.maxSurge),
            maxUnavailable: k8s.IntOrString.fromNumber(api.rollout.maxUnavailable),
          },
        },
        // A start may take the whole budget; only after that is a roll-out stuck.
        progressDeadlineSeconds: seconds(api.probes.startupBudget) + 300,
      },
      pods: {
        usesKubernetesApi: api.usesKubernetesApi,
        user: 1000,
        gracePeriod: api.shutdown.gracePeriod,
        imagePullSecrets: api.imagePullSecrets,
        annotations: { ...config.rollOnChange, ...models.rollOnChange },
        apart: api.spread,
        nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, preference }] },
        overZones: true,
        containers: [this.container(props)],
      },
      services: [{ type: "ClusterIP", annotations: fingerprintApi.scrapeAnnotations }],
      disruptionBudget: api.disruptionBudget,
      network: {
        ingress: [{ from: [cluster.ingressController], ports: ["http"] }],
        cluster,
        egress: [toInternet(cluster)],
      },
    });
    if (api.shutdown.preStop === "sleep") {
      this.pauseByKubelet(ApiObject.of(workload.node.findChild("Deployment")), seconds(api.shutdown.pause));
    }
  }

  /** Types of Kubernetes 1.28 drop a field that is newer, so it is set on what they make of the object. */
  private pauseByKubelet(deployment: ApiObject, pause: number) {
    const preStop = "/spec/template/spec/containers/0/lifecycle/preStop";
    const toJson = deployment.toJson.bind(deployment);
    deployment.toJson = () =>
      JsonPatch.apply(toJson(), JsonPatch.replace(preStop, { sleep: { seconds: pause } })) as object;
    const purpose = "the kubelet lets a pod of the API serve on while it is taken out of the load balancing";
    requires(this, "kubernetes", "1.30", purpose);
  }

  private container({ api, config, models, secretVariables }: ApiWorkloadProps): ContainerProps<"http"> {
    const get = (path: string) => fingerprintApi.httpProbe("http", path);
    const { liveness, readiness, startupBudget } = api.probes;
    const asked = ({ delay, period }: typeof liveness | typeof readiness) => ({
      initialDelaySeconds: seconds(delay),
      periodSeconds: seconds(period),
      failureThreshold: 3,
    });
    const sizeLimit = k8s.Quantity.fromString(api.scratch);
    const tmp = { name: "tmp", emptyDir: { medium: "Memory", sizeLimit } };
    const alive = get(apiPaths.liveness);
    return {
      image: api.image,
      env: [...config.variables, ...models.variables, ...secretVariables],
      resources: api.resources,
      mounts: [{ volume: tmp, mountPath: "/tmp" }, ...models.mounts],
      probes: {
        startup: {
          ...alive,
          periodSeconds: startupPeriod,
          failureThreshold: Math.ceil(seconds(startupBudget) / startupPeriod),
          timeoutSeconds: 3,
        },
        liveness: { ...alive, ...asked(liveness), timeoutSeconds: 5 },
        readiness: { ...get(apiPaths.readiness), ...asked(readiness), timeoutSeconds: 3 },
      },
      // Endpoints take a moment to disappear from every proxy; until then the pod goes on serving.
      lifecycle: { preStop: { exec: { command: ["/bin/sleep", String(seconds(api.shutdown.pause))] } } },
    };
  }
}
