import { z } from "zod";
import { apiProps } from "../../lib/fingerprint-api/api-props";
import { secretSource } from "../../lib/kubernetes/secret-requirement";
import { labelValue, ownKey, resourceName, textOrNone } from "../../lib/validation/formats";
import { loggingProps } from "../../logging/logging-props";
import { monitoringProps } from "../../monitoring/monitoring-props";
import { clusterProps } from "../../lib/kubernetes/cluster-props";

export { autoscaled, fixed } from "../../lib/fingerprint-api/replicas-props";

/** Kubernetes takes 256 KiB of annotations on one object; the last eight are for those that this program writes. */
const mostAnnotationBytes = 248 * 1024;

// A value may be no text: what is wrong with it is told beside the size.
const annotationBytes = (annotations: Readonly<Record<string, unknown>>) =>
  Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + String(value)), 0);

/** Everything that one environment may say. What it does not say has a default. */
export const environmentProps = z.strictObject({
  /** Name of the environment: its file under `environments/` and its folder under `dist/`. */
  name: resourceName,

  /** The cluster it runs on. */
  cluster: clusterProps,

  /** More labels for every object, such as `criticality`. `environment` and `cluster` are there by themselves. @default {} */
  labels: z.record(ownKey, labelValue).default({}),

  /** Annotations for every object, such as whom to call. @default {} */
  annotations: z
    .record(ownKey, textOrNone)
    .refine((annotations) => annotationBytes(annotations) <= mostAnnotationBytes, {
      error: `must be at most ${String(mostAnnotationBytes)} bytes together, keys and values: keep long texts elsewhere`,
    })
    .default({}),

  /** Where Secrets come from. @default { source: "existing" } */
  secrets: secretSource.prefault({ source: "existing" }),

  /** The Fingerprint API. */
  api: apiProps,

  /** Filebeat, Logstash, Elasticsearch and Kibana. */
  logging: loggingProps,
  /** Prometheus, Alertmanager, Grafana and what they need. */
  monitoring: monitoringProps,
});

/** An environment as its file writes it. */
export type EnvironmentProps = z.input<typeof environmentProps>;

/** An environment with every default filled in: the only type that charts are configured by. */
export type Environment = z.output<typeof environmentProps>;

/** An environment's file calls this once, so that its props are typed. They are checked when all files have been read: all faults are told at once. */
export function environment(props: EnvironmentProps): EnvironmentProps {
  return props;
}
