/** Stable uids of the dashboards, by which alerts and other dashboards link to them. */
export const dashboardUids = {
  overview: "fingerprint-api-overview",
  slo: "fingerprint-api-slo",
  models: "fingerprint-model-inference",
  kubernetes: "kubernetes-cluster",
  nodes: "nodes",
  monitoring: "prometheus-alertmanager",
  logging: "logging-pipeline",
} as const;

/** The uid of one of the provisioned dashboards. */
export type DashboardUid = (typeof dashboardUids)[keyof typeof dashboardUids];
