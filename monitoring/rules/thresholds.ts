/** Bounds of the alerts. Dashboards draw their coloured lines at the same values. */
export const thresholds = {
  /** Share of requests that end in a 5xx status. */
  errorRatio: 0.05,
  /** P99 of the request latency, in seconds. */
  latencySeconds: 1,
  /** Container restarts an hour. */
  restartsPerHour: 5,
  /** Share of the CPU limit. */
  cpuRatio: 0.8,
  /** Share of the memory limit. */
  memoryRatio: 0.85,
  /** P99 of the wait in the queue, in seconds. */
  queueSeconds: 5,
  /** Working set of an API container: 1024 MB. In decimal megabytes it is still below a limit of 1Gi, so that it can be reached there. */
  containerMemoryBytes: 1_024_000_000,
  /** Share of a volume's capacity. */
  volumeRatio: 0.85,
  /** Days that a public certificate must still be valid; cert-manager renews at 30. */
  certificateDays: 14,
} as const;
