import { selects } from "../../lib/synth/manifest";
import { type Finding, type Patient, fail, pass, unknown, worst } from "./checklist";

/** A load balancer that sends to pods and not to nodes. */
const toPods = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";

/** Whether the host leads to this cluster, and what comes in by it still says who the client is. */
export async function clientsComeHere(patient: Patient): Promise<Finding> {
  const dns = await dnsLeadsHere(patient);
  return worst([dns, await clientAddresses(patient)], dns.found);
}

/** Where the ingress controller or the gateway says that it listens. */
async function publicAddresses({ kubectl, manifests }: Patient) {
  const edge = manifests.manifests.find(({ kind }) => kind === "Ingress" || kind === "Gateway");
  const { loadBalancer, addresses = [] } =
    (edge && (await kubectl.get(edge.kind, edge.metadata)))?.status ?? {};
  return (
    loadBalancer?.ingress ??
    addresses.map(({ type, value }) => (type === "Hostname" ? { hostname: value } : { ip: value }))
  );
}

async function dnsLeadsHere(patient: Patient): Promise<Finding> {
  const { environment, addressesOf } = patient;
  const { host } = environment.api;
  const balancers = await publicAddresses(patient);
  if (balancers.length === 0) {
    return fail("the ingress controller has no public address yet", "kubectl get ingress -n fingerprint");
  }
  const records = await addressesOf(host);
  if (records.length === 0) {
    return fail(`${host} has no address`, `Point ${host} at ${JSON.stringify(balancers)}.`);
  }
  const own = await Promise.all(
    balancers.map(async ({ ip, hostname = "" }) => (ip === undefined ? addressesOf(hostname) : [ip])),
  );
  if (records.some((record) => own.flat().includes(record))) return pass(`${host} is ${records.join(", ")}`);
  return unknown(
    `${host} is ${records.join(", ")}, the ingress controller ${own.flat().join(", ")}`,
    "Right if a CDN or proxy stands before it; else correct the record.",
  );
}

/**
 * Whether the rate limit counts clients: a node that forwards a connection to a pod of another node puts its own address in
 * the client's place, unless the Service, the load balancer or a header keeps it.
 */
async function clientAddresses({ kubectl, environment }: Patient): Promise<Finding> {
  const { exposure } = environment.api;
  if (exposure.via === "gateway" && exposure.rateLimit.by === "none") return pass("no client is limited");
  const { namespace, podLabels } = environment.cluster.ingressController;
  const remedy = "See docs/operations/ingress.md#who-is-a-client.";
  const services = (await kubectl.list("Service", namespace)).filter(
    ({ spec }) =>
      ["LoadBalancer", "NodePort"].includes(spec?.type ?? "") && selects(podLabels, spec?.selector ?? {}),
  );
  if (services.length === 0) {
    return unknown(
      `no Service of ${namespace} brings clients to the ingress controller`,
      `Right where its pods listen on the node; else correct cluster.ingressController. ${remedy}`,
    );
  }
  const hiding = services.find(
    ({ metadata, spec }) =>
      spec?.externalTrafficPolicy !== "Local" && metadata.annotations?.[toPods] !== "ip",
  );
  if (!hiding) return pass("clients keep their addresses");
  // Settings of ingress-nginx that take the client's address from what stands before it.
  const proxied = (await kubectl.list("ConfigMap", namespace)).some(
    ({ data = {} }) => data["use-proxy-protocol"] === "true" || data["use-forwarded-headers"] === "true",
  );
  if (proxied) return pass("proxies tell the client");
  const { name } = hiding.metadata;
  return fail(
    `Service ${namespace}/${name} has externalTrafficPolicy Cluster, so the rate limit counts nodes and not clients`,
    `kubectl patch service ${name} -n ${namespace} --patch '{"spec":{"externalTrafficPolicy":"Local"}}', or proxy protocol. ${remedy}`,
  );
}
