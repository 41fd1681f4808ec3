export const apiPaths = {
  /** Answers as long as the process is alive. */
  liveness: "/health",
  /** Answers once every model is loaded. */
  readiness: "/api/v1/models/status",
  /** Prometheus metrics, for inside the cluster only. */
  metrics: "/metrics",
} as const;
