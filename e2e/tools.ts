import { installTools } from "../tools/install-tools";
import type { ToolName } from "../tools/tool-groups";
import { toolPath } from "../tools/tool-path";

/** Versions of Kubernetes that the scenarios can run on: the oldest that is supported, and a current one. */
export const kubernetesVersions = ["1.28", "1.37"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

const controlPlane: readonly ToolName[] = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];
const others: readonly ToolName[] = [
  "alertmanager",
  "etcd",
  "kube-state-metrics",
  "kubectl",
  "kwok",
  "metrics-server",
  "netpolicy",
  "prometheus",
  "prometheus-adapter",
];

/** The pinned programs that scenarios run. */
export class Tools {
  constructor(
    /** Minor version of the control plane. */
    readonly kubernetes: KubernetesVersion,
  ) {}

  /** Builds what is missing into the user's cache. */
  async install(names: readonly ToolName[] = [...controlPlane, ...others]): Promise<void> {
    await installTools(names.map((name) => this.pinned(name)));
  }

  /** Path of a program that is installed. */
  path(name: ToolName): string {
    return toolPath(this.pinned(name));
  }

  private pinned(name: ToolName): ToolName {
    const versioned = name === "kubectl" || controlPlane.includes(name);
    return versioned && this.kubernetes === "1.28" ? (`${name}-1.28` as ToolName) : name;
  }
}
