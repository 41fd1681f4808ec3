import { metricsPath } from "../../monitoring/metrics";
import { Component } from "../kubernetes/component";

/** The Fingerprint API. Its Service listens on 80, its containers on 8000. */
export const fingerprintApi = new Component({
  name: "fingerprint-api",
  namespace: "fingerprint",
  ports: { http: { number: 8000, service: 80 } },
});

/** Paths that the API serves. */
export const paths = {
  /** Answers as long as the process is alive. */
  liveness: "/health",
  /** Answers once every model is loaded. */
  readiness: "/api/v1/models/status",
  /** Prometheus metrics, for inside the cluster only. */
  metrics: metricsPath,
} as const;
