import { z } from "zod";
import { alertmanagerProps } from "./alertmanager/alertmanager-props";
import { notificationProps } from "./alertmanager/notification-props";
import { grafanaProps } from "./grafana/grafana-props";
import { prometheusProps } from "./prometheus/prometheus-props";
import { ownAlert } from "./rules/own-alerts";
import { thresholdProps } from "./rules/threshold-props";
import { count, listOf, objectName, resourcesOf, section, url, variants } from "../lib/validation/formats";

const customMetrics = variants("provider", 'must say its provider: "prometheus-adapter" or "keda"', [
  z.strictObject({
    /** Serves the custom metrics API from Prometheus. A cluster has room for one server of that API. */
    provider: z.literal("prometheus-adapter"),
    /** Pods. While none answers, only CPU and memory ask for more API pods, and nothing shrinks. @default 2 */
    replicas: count(1, 100).default(2),
    /** CPU and memory of one pod. @default requests 100m and 128Mi, limits 250m and 256Mi */
    resources: resourcesOf({ cpu: "100m", memory: "128Mi" }, { cpu: "250m", memory: "256Mi" }),
  }),
  z.strictObject({
    /** KEDA, which the cluster already has, asks Prometheus: a ScaledObject owns the autoscaler. */
    provider: z.literal("keda"),
    /** Namespace of KEDA's operator, whose pods are let in to Prometheus. @default "keda" */
    namespace: objectName.default("keda"),
  }),
]);

const exporter = (cpu: `${number}m`, memory: `${number}Mi`) =>
  section({
    /** CPU and memory of one pod. */
    resources: resourcesOf({ cpu: cpu, memory: memory }, { cpu: "250m", memory: "256Mi" }),
  });

/** Prometheus, Alertmanager, Grafana and what they need. */
export const monitoringProps = z.strictObject({
  /** Scrapes, stores samples, evaluates rules and sends alerts. */
  prometheus: prometheusProps.prefault({}),

  /** Groups alerts, keeps silences, and tells people. */
  alertmanager: alertmanagerProps.prefault({}),

  /** Whom alerts reach. Passwords, keys and hook URLs come from the Secret `alertmanager-secrets`. */
  notifications: notificationProps,

  /** Shows dashboards over Prometheus and Alertmanager. */
  grafana: grafanaProps,

  /** Who tells the autoscaler the API's requests per second. @default { provider: "prometheus-adapter" } */
  customMetrics: customMetrics.prefault({ provider: "prometheus-adapter" }),

  /** Alerts of this environment's own, beside those that every environment has. @default [] */
  alerts: listOf(ownAlert).default([]),

  /** Bounds of the alerts that every environment has, where its own differ. @default as each one says */
  thresholds: thresholdProps,

  /** Folder of the runbooks as people open it, such as a repository's web page of `docs/runbooks`. */
  runbooksUrl: url,

  /** One pod that tells the state of Kubernetes objects as metrics. @default requests 50m and 128Mi, limits 250m and 256Mi */
  kubeStateMetrics: exporter("50m", "128Mi"),

  /** A pod on every node that tells its CPU, memory, disks and network as metrics. @default requests 50m and 64Mi, limits 250m and 256Mi */
  nodeExporter: exporter("50m", "64Mi"),

  /** One pod that asks the API's public address as a user would. @default requests 20m and 32Mi, limits 250m and 256Mi */
  blackboxExporter: exporter("20m", "32Mi"),
});

export type Monitoring = z.output<typeof monitoringProps>;
