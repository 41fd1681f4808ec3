import { apiMetrics, requestsPerSecondQuery } from "../../contracts/metrics";
import { jobs } from "../../contracts/jobs";

/** One rule of prometheus-adapter: which series it finds, what they are about, and how it asks for them. */
interface AdapterRule {
  readonly seriesQuery: string;
  readonly resources: { readonly overrides: Readonly<Record<string, { readonly resource: string }>> };
  readonly name: { readonly matches: string; readonly as: string };
  readonly metricsQuery: string;
}

/**
 * The adapter's configuration. It has custom metrics alone: rules for CPU and
 * memory would claim `metrics.k8s.io`, which is metrics-server's.
 */
export const adapterConfig: { readonly rules: readonly AdapterRule[] } = {
  rules: [
    {
      seriesQuery: `${apiMetrics.requests.name}{job="${jobs.api}",namespace!="",pod!=""}`,
      // Without the mapping to these resources the autoscaler is told "no metrics returned".
      resources: { overrides: { namespace: { resource: "namespace" }, pod: { resource: "pod" } } },
      name: { matches: `^${apiMetrics.requests.name}$`, as: requestsPerSecondQuery.metric },
      metricsQuery: `sum by (<<.GroupBy>>) (rate(<<.Series>>{job="${jobs.api}",<<.LabelMatchers>>}[${requestsPerSecondQuery.window}]))`,
    },
  ],
};
