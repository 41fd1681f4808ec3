/** The scrape jobs: the value of the label `job`. */
export const jobs = {
  prometheus: "prometheus",
  apiserver: "kubernetes-apiservers",
  kubelet: "kubernetes-nodes",
  cadvisor: "kubernetes-cadvisor",
  pods: "kubernetes-pods",
  api: "fingerprint-api",
  kubeStateMetrics: "kube-state-metrics",
  nodeExporter: "node-exporter",
  probe: "fingerprint-api-probe",
  apiserverProbe: "kubernetes-apiserver-probe",
  certManager: "cert-manager",
} as const;

export type Job = (typeof jobs)[keyof typeof jobs];
