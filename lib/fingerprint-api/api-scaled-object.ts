import { Construct } from "constructs";
import { ScaledObject } from "../../imports/keda.sh";
import { fingerprintApi, prometheus } from "../../contracts/components";
import { requestsPerSecondMetric, requestsPerSecondQuery } from "../../contracts/metrics";
import { requires } from "../kubernetes/prerequisite";
import { type Autoscaled, scalingRules } from "./api-autoscaler";

/**
 * The API's autoscaling through KEDA: it makes the HorizontalPodAutoscaler of
 * the usual name and asks Prometheus itself, without a custom metrics API.
 */
export class ApiScaledObject extends Construct {
  constructor(scope: Construct, id: string, replicas: Autoscaled) {
    super(scope, id);
    const { series, window } = requestsPerSecondQuery;
    const utilization = (type: "cpu" | "memory", value: number) => ({
      type,
      metricType: "Utilization",
      metadata: { value: String(value) },
    });

    new ScaledObject(this, "scaled-object", {
      metadata: {
        name: fingerprintApi.name,
        // KEDA's webhook refuses a workload that has an autoscaler already, as it has when an environment goes over to KEDA.
        annotations: { "scaledobject.keda.sh/transfer-hpa-ownership": "true" },
      },
      spec: {
        scaleTargetRef: { name: fingerprintApi.name },
        minReplicaCount: replicas.min,
        maxReplicaCount: replicas.max,
        pollingInterval: 15,
        advanced: {
          horizontalPodAutoscalerConfig: {
            name: `${fingerprintApi.name}-hpa`,
            behavior: {
              scaleUp: scalingRules(replicas.scaleUp, "Max"),
              scaleDown: scalingRules(replicas.scaleDown, "Min"),
            },
          },
        },
        triggers: [
          utilization("cpu", replicas.cpu),
          utilization("memory", replicas.memory),
          {
            type: "prometheus",
            name: requestsPerSecondMetric,
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
