import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import type { Environment } from "../../environments/environment";
import type { KubeObject } from "../cluster/api";
import { mustRun } from "../run";
import type { Tools } from "../tools";
import { classify, isRange } from "./address-classes";

/** A connection that the NetworkPolicies of an environment allow. */
export interface Connection {
  readonly from: string;
  readonly to: string;

  /** Such as `TCP 8000,9090`. */
  readonly ports: string;
}

/** Everything that may talk to a component of an environment, or be talked to by one. */
export interface Connectivity {
  readonly connections: readonly Connection[];

  /** `namespace/name` of the workloads, except those on their node's network. */
  readonly components: readonly string[];

  /** `namespace/name` of workloads on their node's network, which no NetworkPolicy reaches. */
  readonly hostNetwork: readonly string[];
}

/** A pod of another namespace that no policy knows. */
export const stranger = "a pod of another namespace";

/** Pods of the environment's own namespaces that have no labels of a component. */
export const unlabelled = (namespace: string) => `an unknown pod in ${namespace}`;

const ingressController = "the ingress controller";
const dns = "DNS";

const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

/** Asks the policy analyser who may talk to whom, with stand-ins for those outside of the manifests. */
export async function analyse(
  manifests: string,
  { cluster }: Environment,
  tools: Tools,
): Promise<Connectivity> {
  const rendered = await mustRun(tools.path("kubectl"), ["kustomize", manifests]);
  const objects = parseAllDocuments(rendered).map((document) => document.toJS() as KubeObject);
  const namespaces = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  const standIns = new Map<string, KubeObject[]>([
    [stranger, pod("elsewhere", { app: "stranger" })],
    [ingressController, pod(cluster.ingressController.namespace, cluster.ingressController.podLabels)],
    [dns, pod(cluster.dns.namespace, cluster.dns.podLabels)],
    ...namespaces.map((namespace): [string, KubeObject[]] => [
      unlabelled(namespace),
      pod(namespace, { app: "stranger" }, false),
    ]),
  ]);
  const names = new Map([...standIns].map(([title, added]) => [nameOf(added.at(-1)!), title]));
  const workloads = objects.filter(({ kind }) => workloadKinds.includes(kind));
  const onHost = workloads.filter((workload) => podSpec(workload).hostNetwork === true);

  const folder = mkdtempSync(join(tmpdir(), "connectivity-"));
  try {
    const all = [...objects.map(withoutIpv6), ...[...standIns.values()].flat()];
    writeFileSync(join(folder, "all.yaml"), all.map((object) => stringify(object)).join("---\n"));
    const answer = await mustRun(tools.path("netpolicy"), [
      "list",
      "--dirpath",
      folder,
      "--output",
      "json",
      "--quiet",
    ]);
    const found = (JSON.parse(answer) as { src: string; dst: string; conn: string }[]).filter(
      ({ src }) => src !== "{ingress-controller}",
    );
    const title = (peer: string) => {
      const name = peer.replace(/\[.*\]$/, "");
      return names.get(name) ?? name;
    };
    const own = new Set(workloads.map(nameOf));
    return {
      connections: merge(
        found.map(({ src, dst, conn }) => ({ from: title(src), to: title(dst), ports: conn })),
      ).filter(({ from, to }) => own.has(from) || own.has(to) || from.startsWith("an unknown pod")),
      components: workloads
        .filter((workload) => !onHost.includes(workload))
        .map(nameOf)
        .sort(),
      hostNetwork: onHost.map(nameOf).sort(),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const nameOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;

const podSpec = ({ spec }: KubeObject) => (spec.jobTemplate?.spec ?? spec).template.spec;

/** A pod that stands for somebody outside, with its namespace where the manifests don't have it. */
function pod(
  namespace: string,
  labels: Readonly<Record<string, string>>,
  withNamespace = true,
): KubeObject[] {
  return [
    ...(withNamespace ? [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }] : []),
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "stand-in", namespace, labels },
      spec: { containers: [{ name: "a", image: "a:1" }] },
      status: { podIP: "10.0.0.1", hostIP: "10.0.0.2" },
    },
  ];
}

/** The analyser takes an IPv6 range for all of IPv4: such blocks are left out. */
function withoutIpv6(object: KubeObject): KubeObject {
  if (object["kind"] !== "NetworkPolicy") return object;
  const clean = (rules: any[] | undefined, side: "from" | "to") =>
    rules?.map((rule) =>
      rule[side]
        ? { ...rule, [side]: rule[side].filter((peer: any) => !peer.ipBlock?.cidr.includes(":")) }
        : rule,
    );
  const { ingress, egress, ...rest } = object["spec"];
  return {
    ...object,
    spec: {
      ...rest,
      ...(ingress && { ingress: clean(ingress, "from") }),
      ...(egress && { egress: clean(egress, "to") }),
    },
  };
}

/** Joins the address ranges that have the same partner and ports into classes that have a name. */
function merge(connections: readonly Connection[]): Connection[] {
  const groups = new Map<string, { range: "from" | "to"; connection: Connection; ranges: string[] }>();
  const merged: Connection[] = [];
  for (const connection of connections) {
    const range = isRange(connection.from) ? "from" : isRange(connection.to) ? "to" : undefined;
    if (!range) {
      merged.push(connection);
      continue;
    }
    const key = [range, connection[range === "from" ? "to" : "from"], connection.ports].join(" ");
    const group = groups.get(key) ?? { range, connection, ranges: [] };
    group.ranges.push(connection[range]);
    groups.set(key, group);
  }
  for (const { range, connection, ranges } of groups.values())
    for (const title of classify(ranges)) merged.push({ ...connection, [range]: title });
  return merged.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.ports, b.ports));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
