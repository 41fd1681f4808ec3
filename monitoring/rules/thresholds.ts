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
  /** Share of a volume that is free when its forecast begins to count. Sooner, a volume that only fills up to its retention would alarm. */
  volumeForecastRatio: 0.3,
  /** Share of a node's file system that is free when its forecast begins to count. At 0.15 the kubelet removes images. */
  nodeDiskForecastRatio: 0.15,
  /** The same for inodes. */
  nodeInodesForecastRatio: 0.2,
  /** Share of a node's file system, or of its inodes, that is too little whatever the forecast says. */
  nodeDiskRatio: 0.05,
  /** Seconds that a node's clock may be off. */
  clockSkewSeconds: 0.05,
  /** Days that the API server's certificate must still be valid. */
  apiServerCertificateDays: 7,
  /** Growth of the number of series within a day. */
  seriesGrowth: 1.5,
  /** Days that a public certificate must still be valid; cert-manager renews at 30. */
  certificateDays: 14,
} as const;
