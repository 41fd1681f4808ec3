import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { requestsPerSecondMetric } from "../../contracts/metrics";
import { seconds } from "../validation/quantity";
import type { Api } from "./api-props";

/** The props of replicas that an autoscaler moves. */
export type Autoscaled = Extract<Api["replicas"], { mode: "autoscaled" }>;

/** One direction of `behavior`. */
export function scalingRules(
  { stabilization, percent, pods }: Autoscaled["scaleUp"],
  selectPolicy: "Max" | "Min",
) {
  return {
    stabilizationWindowSeconds: seconds(stabilization),
    selectPolicy,
    policies: [
      { type: "Percent", value: percent, periodSeconds: 60 },
      { type: "Pods", value: pods, periodSeconds: 60 },
    ],
  };
}

function utilization(name: "cpu" | "memory", averageUtilization: number): k8s.MetricSpecV2 {
  return { type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization } } };
}

/** Adds and removes API pods by CPU, memory and requests per second; the metric that asks for most pods wins. */
export class ApiAutoscaler extends Construct {
  constructor(scope: Construct, id: string, replicas: Autoscaled) {
    super(scope, id);

    new k8s.KubeHorizontalPodAutoscalerV2(this, "hpa", {
      metadata: { name: `${fingerprintApi.name}-hpa` },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: fingerprintApi.name },
        minReplicas: replicas.min,
        maxReplicas: replicas.max,
        metrics: [
          utilization("cpu", replicas.cpu),
          utilization("memory", replicas.memory),
          {
            type: "Pods",
            pods: {
              metric: { name: requestsPerSecondMetric },
              target: {
                type: "AverageValue",
                averageValue: k8s.Quantity.fromNumber(replicas.requestsPerSecond),
              },
            },
          },
        ],
        behavior: {
          scaleUp: scalingRules(replicas.scaleUp, "Max"),
          scaleDown: scalingRules(replicas.scaleDown, "Min"),
        },
      },
    });
  }
}
