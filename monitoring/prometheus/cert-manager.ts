import type { Pods } from "../../contracts/component";

/** Port at which cert-manager's controller tells its metrics. */
export const certManagerPort = 9402;

/** cert-manager's controller, as its chart and its manifests label it. */
export const certManagerPods = (namespace: string): Pods => ({
  namespace,
  podLabels: { "app.kubernetes.io/name": "cert-manager" },
});
