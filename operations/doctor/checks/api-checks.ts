import { selectorOf } from "../../../contracts/component";
import { fingerprintApi } from "../../../contracts/components";
import { lowestReplicas } from "../../../lib/fingerprint-api/replicas-props";
import type { Patient } from "../check";
import { type Finding, fail, must, notThere, pass, unknown } from "../finding";
import { type LiveObject, conditionOf } from "../kubectl";
import { podFault } from "../workload-health";

const { name, namespace } = fingerprintApi;

/** What is wrong with pods that are not ready. */
const faultsOf = (pods: readonly LiveObject[]) => pods.flatMap((pod) => podFault(pod) ?? []);

export async function apiPodsRun({ kubectl, environment: { api } }: Patient): Promise<Finding> {
  const least = lowestReplicas(api);
  const deployment = await kubectl.get("Deployment", fingerprintApi);
  if (!deployment) return notThere(`Deployment ${name}`);
  const { availableReplicas = 0 } = deployment["status"] as { availableReplicas?: number };
  const found = `${String(availableReplicas)} available, ${String(least)} or more expected`;
  return must(
    availableReplicas >= least,
    found,
    `Look why: kubectl describe deployment ${name} -n ${namespace}`,
  );
}

interface EndpointSlice {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[];
}

export async function serviceResolves({ kubectl, environment: { cluster } }: Patient): Promise<Finding> {
  const service = await kubectl.get("Service", fingerprintApi);
  if (!service) return notThere(`Service ${name}`);
  const slices = await kubectl.list("EndpointSlice", namespace, `kubernetes.io/service-name=${name}`);
  const ready = slices
    .flatMap((slice) => (slice as unknown as EndpointSlice).endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false).length;
  if (ready === 0) {
    return fail(
      `${fingerprintApi.host} leads to no ready pod`,
      `Compare the Service's selector with the pods' labels: kubectl get pods -n ${namespace} --show-labels`,
    );
  }
  const { namespace: dnsNamespace, podLabels } = cluster.dns;
  const selector = selectorOf(podLabels);
  const servers = await kubectl.list("Pod", dnsNamespace, selector);
  if (servers.length === 0) {
    return unknown(
      `${String(ready)} endpoints; no DNS pods with ${selector} in ${dnsNamespace}`,
      "Say in cluster.dns where DNS runs, or resolve the name from a pod.",
    );
  }
  const faults = faultsOf(servers);
  return faults.length < servers.length
    ? pass(`${fingerprintApi.host} has ${String(ready)} endpoints, DNS runs`)
    : fail(`no DNS pod is ready: ${faults.join("; ")}`, `Mend DNS in ${dnsNamespace} first.`);
}

export async function probesPass({ kubectl }: Patient): Promise<Finding> {
  const pods = await kubectl.list("Pod", namespace, selectorOf(fingerprintApi.podLabels));
  const faults = faultsOf(pods);
  if (pods.length === 0) return fail("there is no pod", "Apply the environment with deploy.sh.");
  return faults.length === 0
    ? pass(`${String(pods.length)} pods, all ready`)
    : fail(faults.join("; "), `kubectl describe pods -n ${namespace} -l app.kubernetes.io/name=${name}`);
}

export async function autoscalerReads({ kubectl, environment: { api } }: Patient): Promise<Finding> {
  if (api.replicas.mode === "fixed") return pass("the number of pods is fixed by the environment");
  const hpaName = `${name}-hpa`;
  const hpa = await kubectl.get("HorizontalPodAutoscaler", { namespace, name: hpaName });
  if (!hpa) return notThere(hpaName);
  const { currentMetrics = [] } = hpa["status"] as { currentMetrics?: readonly unknown[] };
  const { metrics = [] } = hpa["spec"] as { metrics?: unknown[] };
  const active = conditionOf(hpa, "ScalingActive");
  const look = `kubectl describe hpa ${hpaName} -n ${namespace}; docs/runbooks/HPAMetricsUnavailable.md`;
  if (!active) return unknown("the autoscaler has not looked yet", "Try again in a minute.");
  if (active.status !== "True") return fail(active.message ?? "scaling is not active", look);
  // The list may hold a null in place of a metric that could not be read.
  const read = currentMetrics.filter((metric) => metric !== null).length;
  return read >= metrics.length
    ? pass(`all ${String(metrics.length)} metrics are read`)
    : fail(`${String(read)} of ${String(metrics.length)} metrics are read`, look);
}
