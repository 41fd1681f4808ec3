import { toYaml } from "../../lib/yaml";
import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import { type Manifest, podTemplateOf } from "../../lib/synth/manifest";
import { outsiders } from "./outsiders";

/** That one end may open connections to the other. */
export interface Connection {
  /** `namespace/name`, or addresses. */
  readonly from: string;
  readonly to: string;
  /** Protocols and ports, such as `TCP 80,443`. */
  readonly ports: string;
}

export interface Connectivity {
  readonly connections: readonly Connection[];
  /** Everybody who runs in the namespaces of the manifests, as `namespace/name`. */
  readonly workloads: readonly string[];
  /** Pods that are not in the manifests, and that a policy names or that stand for all others. */
  readonly outsiders: readonly string[];
  /** Workloads on the network of their node, where no NetworkPolicy applies to them. */
  readonly onHostNetwork: readonly string[];
}

/** What a network policy analyser makes of the manifests, without what only concerns others than their workloads. */
export async function connectivity(manifests: readonly Manifest[]): Promise<Connectivity> {
  const others = outsiders(manifests);
  const pairs = await analysed([...manifests, ...others.manifests]);
  const workloads = manifests.filter(podTemplateOf);
  const names = [...workloads.map(nameOf), ...others.started].sort();
  return {
    connections: merged(pairs.filter(({ from, to }) => names.includes(from) || names.includes(to))),
    workloads: names,
    outsiders: [...others.names].sort(),
    onHostNetwork: workloads
      .filter((workload) => podTemplateOf(workload)?.spec.hostNetwork)
      .map(nameOf)
      .sort(),
  };
}

const nameOf = ({ kind, metadata: { name, namespace = "default" } }: Manifest) =>
  plain(`${namespace}/${name}[${kind}]`);

/** `namespace/name[Deployment]` without the kind, and without the hash of what a Job does. */
const plain = (end: string) => end.replace(/-[0-9a-f]{10}\[Job\]$/, "-*").replace(/\[\w+\]$/, "");

async function analysed(manifests: readonly Manifest[]): Promise<Connection[]> {
  const args = ["list", "--quiet", "--output=json", "--dirpath=."];
  // The analyser reads IPv6 blocks as IPv4 addresses, so it is not shown them.
  const shown: Manifest[] = JSON.parse(JSON.stringify(manifests), (_, value: unknown) =>
    Array.isArray(value) ? value.filter((one) => !one?.ipBlock?.cidr.includes(":")) : value,
  );
  const files = { "manifests.yaml": shown.map(toYaml).join("---\n") };
  const { stdout, stderr } = await runProgram(toolPath("netpolicy"), args, { files });
  // When it is quiet it only speaks of what it could not read and left out.
  if (stderr) throw new Error(stderr.trim());
  const rows = JSON.parse(stdout) as { src: string; dst: string; conn: string }[];
  return rows.map(({ src, dst, conn }) => ({ from: plain(src), to: plain(dst), ports: conn }));
}

const isAddresses = (end: string) => /^\d+\.\d+\.\d+\.\d+-/.test(end);

/** Ranges as the analyser prints them. */
const rangeNames: Readonly<Record<string, string>> = {
  "0.0.0.0-255.255.255.255": "any address",
  // All that policies mean by public addresses (lib/kubernetes/network-policy.ts).
  "0.0.0.0-9.255.255.255, 100.128.0.0-126.255.255.255, 11.0.0.0-100.63.255.255, 128.0.0.0-168.63.129.15, 168.63.129.17-169.253.255.255, 169.255.0.0-172.15.255.255, 172.32.0.0-191.255.255.255, 192.0.1.0-192.167.255.255, 192.169.0.0-255.255.255.255":
    "public addresses",
  // What clusters take their own addresses from.
  "10.0.0.0-10.255.255.255, 100.64.0.0-100.127.255.255, 172.16.0.0-172.31.255.255, 192.168.0.0-192.168.255.255":
    "private addresses",
};

function ends(all: ReadonlySet<string>): string {
  const ranges = [...all].sort().join(", ");
  return rangeNames[ranges] ?? ranges;
}

/** One connection for all the address ranges that the same pod may use in the same way. */
function merged(connections: readonly Connection[]): Connection[] {
  const groups = new Map<string, { from: Set<string>; to: Set<string>; ports: string }>();
  for (const { from, to, ports } of connections) {
    const key = [isAddresses(from) ? "" : from, isAddresses(to) ? "" : to, ports].join(" ");
    const group = groups.get(key) ?? { from: new Set(), to: new Set(), ports };
    group.from.add(from);
    group.to.add(to);
    groups.set(key, group);
  }
  const rows = [...groups.values()].map(({ from, to, ports }) => ({ from: ends(from), to: ends(to), ports }));
  const inWords = ({ from, to, ports }: Connection) => `${from} ${to} ${ports}`;
  return rows.sort((a, b) => (inWords(a) < inWords(b) ? -1 : 1));
}
