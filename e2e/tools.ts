import { installTools } from "../tools/install-tools";
import type { ToolName } from "../tools/tool-groups";
import { toolPath } from "../tools/tool-path";
import type { Processes } from "./processes";

/** Versions of Kubernetes that the scenarios can run on: the oldest that is supported, and a current one. */
export const kubernetesVersions = ["1.28", "1.37"] as const;

const controlPlane: readonly ToolName[] = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];
const monitoring: readonly ToolName[] = [
  ...(["alertmanager", "kube-state-metrics", "metrics-server", "prometheus", "prometheus-adapter"] as const),
];
const all: readonly ToolName[] = [...controlPlane, ...monitoring, "cert-manager", "etcd", "kubectl", "kwok"];

/** Where programs run: in a folder, and as long as others that belong to them. */
export interface Ground {
  readonly folder: string;
  readonly processes: Processes;
  readonly tools: Tools;
}

/** The pinned programs that scenarios run. */
export class Tools {
  /** @param kubernetes minor version of the control plane */
  constructor(readonly kubernetes: (typeof kubernetesVersions)[number]) {}

  /** Builds what is missing into the user's cache. */
  async install(names: readonly ToolName[] = all): Promise<void> {
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
