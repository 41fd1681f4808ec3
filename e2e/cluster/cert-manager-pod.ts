import { environmentNamed } from "../../operations/manifests/environment-named";
import { certManagerPods, certManagerPort } from "../../monitoring/prometheus/cert-manager";
import type { Api } from "./api";
import { make } from "./stand-ins";

/** A simulated pod of cert-manager's controller, for Prometheus to find. */
export async function makeCertManagerPod(api: Api, environment: string): Promise<void> {
  const { cluster } = environmentNamed(environment);
  const { namespace, podLabels: labels } = certManagerPods(cluster.certManagerNamespace);
  const container = { name: "controller", image: "simulated", ports: [{ containerPort: certManagerPort }] };
  await make(api, "/api/v1/namespaces", { metadata: { name: namespace } });
  await make(api, `/apis/apps/v1/namespaces/${namespace}/deployments`, {
    metadata: { name: "cert-manager" },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  });
}
