import { selects } from "../../../lib/synth/manifest";
import type { Patient } from "../check";
import { type Finding, fail, pass, unknown } from "../finding";
import type { LiveObject } from "../kubectl";

interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly externalTrafficPolicy?: "Cluster" | "Local";
}

/** A load balancer that sends to pods and not to nodes. */
const toPods = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";

/**
 * Whether the rate limit counts clients: a node that forwards a connection to a pod of another node puts its own address in
 * the client's place, unless the Service, the load balancer or a header keeps it.
 */
export async function clientAddresses({ kubectl, environment }: Patient): Promise<Finding> {
  const { exposure } = environment.api;
  if (exposure.via === "gateway" && exposure.rateLimit.by === "none") return pass("no client is limited");
  const { namespace, podLabels } = environment.cluster.ingressController;
  const remedy = "See docs/operations/ingress.md#who-is-a-client.";
  const services = (await kubectl.list("Service", namespace)).filter((service) => {
    const { type, selector = {} } = service["spec"] as ServiceSpec;
    return (type === "LoadBalancer" || type === "NodePort") && selects(podLabels, selector);
  });
  if (services.length === 0) {
    return unknown(
      `no Service of ${namespace} brings clients to the ingress controller`,
      `Right where its pods listen on the node; else correct cluster.ingressController. ${remedy}`,
    );
  }
  const hiding = services.filter(({ metadata, ...service }) => {
    const { externalTrafficPolicy } = service["spec"] as ServiceSpec;
    return externalTrafficPolicy !== "Local" && metadata.annotations?.[toPods] !== "ip";
  });
  if (hiding.length === 0) return pass("clients keep their addresses");
  if ((await kubectl.list("ConfigMap", namespace)).some(learnsClient)) return pass("proxies tell the client");
  const [{ metadata }] = hiding as [LiveObject];
  return fail(
    `Service ${namespace}/${metadata.name} has externalTrafficPolicy Cluster, so the rate limit counts nodes and not clients`,
    `kubectl patch service ${metadata.name} -n ${namespace} --patch '{"spec":{"externalTrafficPolicy":"Local"}}', or proxy protocol. ${remedy}`,
  );
}

/** Settings of ingress-nginx that take the client's address from what stands before it. */
function learnsClient(configMap: LiveObject): boolean {
  const data = (configMap["data"] ?? {}) as Readonly<Record<string, string>>;
  return data["use-proxy-protocol"] === "true" || data["use-forwarded-headers"] === "true";
}
