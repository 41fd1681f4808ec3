import type { Patient } from "../check";
import { type Finding, fail, must, notThere, pass, unknown, worst } from "../finding";
import { conditionOf } from "../kubectl";
import { clientAddresses } from "./client-addresses";

interface Balancer {
  readonly ip?: string;
  readonly hostname?: string;
}

/** Where the ingress controller or the gateway says that it listens. */
async function publicAddresses({ kubectl, manifests }: Patient): Promise<Balancer[]> {
  const edge = manifests.manifests.find(({ kind }) => kind === "Ingress" || kind === "Gateway");
  if (!edge) return [];
  const live = await kubectl.get(edge.kind, edge.metadata);
  const status = (live?.["status"] ?? {}) as {
    loadBalancer?: { ingress?: Balancer[] };
    addresses?: { type?: string; value: string }[];
  };
  return (
    status.loadBalancer?.ingress ??
    (status.addresses ?? []).map(({ type, value }) =>
      type === "Hostname" ? { hostname: value } : { ip: value },
    )
  );
}

async function dnsLeadsHere(patient: Patient): Promise<Finding> {
  const { environment, addressesOf } = patient;
  const { host } = environment.api;
  const balancers = await publicAddresses(patient);
  if (balancers.length === 0) {
    return fail("the ingress controller has no public address yet", "kubectl get ingress -n fingerprint");
  }
  const own = await Promise.all(
    balancers.map(async ({ ip, hostname }) => {
      if (ip !== undefined) return [ip];
      return hostname === undefined ? [] : addressesOf(hostname);
    }),
  );
  const records = await addressesOf(host);
  if (records.length === 0)
    return fail(`${host} has no address`, `Point ${host} at ${JSON.stringify(balancers)}.`);
  return records.some((record) => own.flat().includes(record))
    ? pass(`${host} is ${records.join(", ")}`)
    : unknown(
        `${host} is ${records.join(", ")}, the ingress controller ${own.flat().join(", ")}`,
        "Right if a CDN or proxy stands before it; else correct the record.",
      );
}

export async function certificateIsValid({ kubectl, manifests, now }: Patient): Promise<Finding> {
  const wanted = manifests.manifests.find(
    ({ kind, metadata }) => kind === "Certificate" && metadata.namespace === "fingerprint",
  );
  if (!wanted) return fail("there is no certificate for the API", "Publish the API: api.exposure.");
  const { name, namespace } = wanted.metadata;
  const live = await kubectl.get("Certificate", wanted.metadata);
  const remedy = `kubectl describe certificate ${name} -n ${namespace ?? ""}; docs/runbooks/CertificateExpiresSoon.md`;
  if (!live) return notThere(`Certificate ${name}`);
  const { notAfter } = (live["status"] ?? {}) as { notAfter?: string };
  const ready = conditionOf(live, "Ready");
  if (ready?.status !== "True") return fail(ready?.message ?? "not issued yet", remedy);
  if (notAfter === undefined) return unknown("issued, but until when is not known", remedy);
  const days = Math.floor((Date.parse(notAfter) - now.getTime()) / 86_400_000);
  return must(days > 14, `valid for ${String(days)} days`, remedy);
}

export async function clientsComeHere(patient: Patient): Promise<Finding> {
  const dns = await dnsLeadsHere(patient);
  return worst([dns, await clientAddresses(patient)], dns.found);
}
