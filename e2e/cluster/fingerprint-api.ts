import { existsSync } from "node:fs";
import { join } from "node:path";
import { fingerprintApi } from "../../contracts/components";
import { manifestsFolder } from "./cluster";

const { namespace, name } = fingerprintApi;

export const apiDeployment = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

/** The list that holds this Deployment alone, to be followed. */
export const apiDeployments = apiDeployment.replace(/\/([^/]+)$/, "?fieldSelector=metadata.name%3D$1");

export const apiAutoscaler = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${name}-hpa`;

/** Whether Kubernetes' own autoscaler moves the replicas of an environment. */
export const isAutoscaled = (environment: string): boolean =>
  existsSync(join(manifestsFolder(environment), namespace, `HorizontalPodAutoscaler.${name}-hpa.yaml`));
