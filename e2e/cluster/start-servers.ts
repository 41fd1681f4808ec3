import { customResourceDefinitions } from "../../tools/custom-resources";
import { ControlPlane, type ControlPlaneProps } from "../control-plane/control-plane";
import { Api } from "./api";
import { Cluster, type ClusterProps } from "./cluster";
import { type PrerequisiteRow, prerequisitesIn } from "../../operations/manifests/environment-manifests";

export interface ServersProps extends Omit<ControlPlaneProps, "context"> {
  readonly environment: string;

  /** Folder of the environment's manifests. */
  readonly manifests: string;
}

/** What runs before there are nodes. */
export interface Servers {
  readonly controlPlane: ControlPlane;
  readonly prerequisites: readonly PrerequisiteRow[];
  readonly cluster: ClusterProps;
}

/** Starts a control plane that is reached by the context of an environment and knows custom resources. */
export async function startServers({ environment, manifests, ...props }: ServersProps): Promise<Servers> {
  const prerequisites = prerequisitesIn(manifests);
  const context = prerequisites.find(({ kind }) => kind === "context")?.name;
  if (context === undefined) throw new Error(`${environment} allows no kube context`);
  const controlPlane = await ControlPlane.start({ ...props, context });
  const { kubeconfig } = controlPlane;
  const kubectl = props.tools.path("kubectl");
  const api = await Api.start({ kubectl, kubeconfig, context, processes: props.processes });
  const cluster = { environment, kubeconfig, context, kubectl, api };
  const files = customResourceDefinitions().flatMap((file) => ["--filename", file]);
  await new Cluster(cluster).kubectl(["apply", "--server-side", ...files]);
  return { controlPlane, prerequisites, cluster };
}
