/** The pinned programs that scenarios run. */
export interface Tools {
  /** Path of a program; throws if it is not installed. */
  path(name: ToolName): string;

  /** Version of the Kubernetes control plane, such as "1.37". */
  readonly kubernetes: string;
}

export type ToolName =
  | "alertmanager"
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kube-state-metrics"
  | "kubectl"
  | "kwok"
  | "metrics-server"
  | "prometheus"
  | "prometheus-adapter";
