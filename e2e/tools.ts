import { installTools } from "../tools/install-tools";
import type { ToolName } from "../tools/tool-groups";
import { toolPath } from "../tools/tool-path";

/** Versions of Kubernetes that the scenarios can run on: the oldest that is supported, and a current one. */
export const kubernetesVersions = ["1.28", "1.37"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

const controlPlane = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
const others = [
  "alertmanager",
  "etcd",
  "kube-state-metrics",
  "kubectl",
  "kwok",
  "metrics-server",
  "netpolicy",
  "prometheus",
  "prometheus-adapter",
] as const satisfies readonly ToolName[];

type E2eTool = (typeof controlPlane)[number] | (typeof others)[number];

/** The pinned programs that scenarios run. */
export class Tools {
  constructor(
    /** Minor version of the control plane. */
    readonly kubernetes: KubernetesVersion,
  ) {}

  /** Builds what is missing into the user's cache. */
  async install(names: readonly E2eTool[] = [...controlPlane, ...others]): Promise<void> {
    await installTools(names.map((name) => this.pinned(name)));
  }

  /** Path of a program that is installed. */
  path(name: E2eTool): string {
    return toolPath(this.pinned(name));
  }

  private pinned(name: E2eTool): ToolName {
    const versioned = name === "kubectl" || controlPlane.some((program) => program === name);
    return versioned && this.kubernetes === "1.28" ? (`${name}-1.28` as ToolName) : name;
  }
}
