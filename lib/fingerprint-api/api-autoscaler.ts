import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { ScaledObject } from "../../imports/keda.sh";
import { fingerprintApi, prometheus } from "../../contracts/components";
import { requestsPerSecondQuery } from "../../contracts/metrics";
import { requires } from "../kubernetes/prerequisite";
import { seconds } from "../validation/quantity";
import type { Autoscaled } from "./replicas-props";

const { name } = fingerprintApi;
const { metric, series, window } = requestsPerSecondQuery;

const hpaName = `${name}-hpa`;

const scalingRules = (
  selectPolicy: "Max" | "Min",
  { stabilization, percent, pods }: Autoscaled["scaleUp"],
) => ({
  stabilizationWindowSeconds: seconds(stabilization),
  selectPolicy,
  policies: [
    { type: "Percent", value: percent, periodSeconds: 60 },
    { type: "Pods", value: pods, periodSeconds: 60 },
  ],
});

const behaviorOf = ({ scaleUp, scaleDown }: Autoscaled) => ({
  scaleUp: scalingRules("Max", scaleUp),
  scaleDown: scalingRules("Min", scaleDown),
});

/** Adds and removes API pods by CPU, memory and requests per second; the metric that asks for most pods wins. */
export class ApiAutoscaler extends Construct {
  constructor(scope: Construct, id: string, replicas: Autoscaled) {
    super(scope, id);
    const utilization = (resource: "cpu" | "memory", averageUtilization: number): k8s.MetricSpecV2 => ({
      type: "Resource",
      resource: { name: resource, target: { type: "Utilization", averageUtilization } },
    });
    const averageValue = k8s.Quantity.fromNumber(replicas.requestsPerSecond);
    const requestsPerSecond = {
      metric: { name: metric },
      target: { type: "AverageValue", averageValue },
    };
    new k8s.KubeHorizontalPodAutoscalerV2(this, "hpa", {
      metadata: { name: hpaName },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: replicas.min,
        maxReplicas: replicas.max,
        metrics: [
          utilization("cpu", replicas.cpu),
          utilization("memory", replicas.memory),
          { type: "Pods", pods: requestsPerSecond },
        ],
        behavior: behaviorOf(replicas),
      },
    });
  }
}

/** The same through KEDA: it makes the HorizontalPodAutoscaler and asks Prometheus itself, without a custom metrics API. */
export class ApiScaledObject extends Construct {
  constructor(scope: Construct, id: string, replicas: Autoscaled) {
    super(scope, id);
    const utilization = (type: "cpu" | "memory", value: number) => ({
      type,
      metricType: "Utilization",
      metadata: { value: String(value) },
    });
    new ScaledObject(this, "scaled-object", {
      metadata: {
        name,
        // KEDA's webhook refuses a workload that has an autoscaler already, as it has when an environment goes over to KEDA.
        annotations: { "scaledobject.keda.sh/transfer-hpa-ownership": "true" },
      },
      spec: {
        scaleTargetRef: { name },
        minReplicaCount: replicas.min,
        maxReplicaCount: replicas.max,
        pollingInterval: 15,
        advanced: { horizontalPodAutoscalerConfig: { name: hpaName, behavior: behaviorOf(replicas) } },
        triggers: [
          utilization("cpu", replicas.cpu),
          utilization("memory", replicas.memory),
          {
            type: "prometheus",
            name: metric,
            metricType: "AverageValue",
            metadata: {
              serverAddress: prometheus.url("http"),
              query: `sum(rate(${series}[${window}]))`,
              threshold: String(replicas.requestsPerSecond),
            },
          },
        ],
      },
    });
    requires(this, "api", ScaledObject.GVK.apiVersion, "KEDA moves the number of API pods");
  }
}
