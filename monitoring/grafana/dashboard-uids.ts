/**
 * Stable uids of the dashboards, by which alerts and other dashboards link to them, in the order of the folder.
 *
 * Each is the file of its name in `dashboards/`.
 */
export const dashboardUids = {
  overview: "fingerprint-api-overview",
  slo: "fingerprint-api-slo",
  models: "fingerprint-model-inference",
  kubernetes: "kubernetes-cluster",
  nodes: "nodes",
  monitoring: "prometheus-alertmanager",
  logging: "logging-pipeline",
} as const;
