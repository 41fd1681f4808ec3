import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { podTemplateOf } from "../../../lib/synth/manifest";
import { type Connectivity, connectivity } from "../../../verify/connectivity/connections";
import { outsiders } from "../../../verify/connectivity/outsiders";
import { listen } from "../../../verify/servers/listen";
import { check, checkEqual } from "../../check";
import type { KubeObject } from "../../cluster/api";
import type { Cluster } from "../../cluster/cluster";
import { addresses, apiServerPort, gateway, metadataAddresses, publicAddress } from "../network";
import { readManifests } from "../overlay";
import { nameOf } from "../pods";
import { reachable, type Target } from "../reachable";
import type { NodeScenario } from "../scenario";
import { type Visitor, withVisitors } from "../visitors";

/** An end of a connection: a workload by the name it has in the report, and a pod that is it. */
interface End {
  readonly name: string;
  readonly pod: KubeObject;
}

/** Somewhere to connect to, and what the report calls it. */
interface Goal extends Target {
  readonly name: string;
}

export const n02Connections: NodeScenario = {
  id: "N2",
  title:
    "every connection that docs/connectivity.md allows can be made from inside the pods, and no other can",
  timeLimit: 180,
  async run({ cluster, report }) {
    const manifests = readManifests(cluster.manifests);
    const rules = await connectivity(manifests as any);
    const servers = outside.map(() => createServer((socket) => socket.on("error", () => undefined).end()));
    for (const [i, { host, port }] of outside.entries()) await listen(servers[i]!, port, host);
    const tried = await withVisitors(cluster, visitorsFor(manifests), async (visitors) => {
      // A new pod's policies are in force a moment after it has started.
      await pause(2000);
      const ours = await workloadEnds(cluster, manifests);
      const unknown = ours.filter(({ name }) => !rules.workloads.includes(name));
      checkEqual(unknown, [], "every workload is in the report");
      const ends = [
        ...ours,
        // The report names a Job without the hash of what it does.
        ...visitors.map((pod) => ({ name: nameOf(pod).replace(/-[0-9a-f]{10}$/, "-*"), pod })),
        { name: "kube-system/kube-dns", pod: await cluster.servingPod(dns) },
      ];
      // Those that do listen, by what they say themselves: who is refused where nobody listens proves nothing.
      const goals = [...elsewhere];
      for (const end of ends) goals.push(...(await reachable(end.pod, goalsOf(end))));
      report(`${ends.length} pods try ${goals.length} ports`);
      return tryAll(ends, goals, rules);
    }).finally(() => {
      for (const server of servers) server.close();
    });
    const faults = tried.filter(({ may, reached }) => may !== reached);
    const told = faults.map(({ line, may }) => `${line}: ${may ? "refused" : "connected"}`);
    checkEqual(told, [], "packets go where the report says, and nowhere else");
    const allowed = tried.filter(({ may }) => may).length;
    check(allowed > 0 && allowed < tried.length, "there are connections of both kinds");
    return `${allowed} allowed connections made, ${tried.length - allowed} others refused`;
  },
};

/** Has every end try to connect to every goal, but for what happens between others, which is none of the manifests' concern. */
async function tryAll(ends: readonly End[], goals: readonly Goal[], rules: Connectivity) {
  const tried: { readonly line: string; readonly may: boolean; readonly reached: boolean }[] = [];
  const concerns = (name: string) => rules.workloads.includes(name);
  for (const from of ends) {
    const others = goals.filter(({ name }) => name !== from.name);
    const wanted = concerns(from.name) ? others : others.filter(({ name }) => concerns(name));
    const reached = await reachable(from.pod, wanted);
    for (const goal of wanted) {
      const line = `${from.name} → ${goal.name} ${goal.protocol ?? "TCP"} ${goal.port}`;
      tried.push({ line, may: isAllowed(rules, from.name, goal), reached: reached.includes(goal) });
    }
  }
  return tried;
}

const dns = { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" } };

/** The world outside, with the ports that it listens on. */
const outside: readonly Goal[] = [
  ...[80, 443, 587, 8443].map((port) => ({ name: "public addresses", host: publicAddress, port })),
  ...metadataAddresses.map((host) => ({ name: "a metadata address", host, port: 80 })),
];

/** Where pods may want to go that is no pod. */
const elsewhere: readonly Goal[] = [
  { name: "private addresses", host: gateway, port: apiServerPort },
  { name: "private addresses", host: addresses.node(1), port: 10250 },
  { name: "private addresses", host: addresses.node(2), port: 9100 },
  ...outside,
];

/** Pods for those that the policies name and the manifests do not contain, and for Jobs, which have ended. */
function visitorsFor(manifests: readonly KubeObject[]): Visitor[] {
  const strangers = outsiders(manifests as any).manifests.filter(
    ({ kind, metadata }) => kind === "Pod" && metadata.namespace !== "kube-system",
  );
  const pods = strangers.map(({ metadata: { name, namespace = "", labels = {} } }) => ({
    ...{ name, namespace, labels },
    ports: namespace === "fingerprint" ? [8089] : [8000, 8080, 8089, 8443, 9090],
  }));
  const jobs = manifests.filter(({ kind }) => kind === "Job");
  return [
    ...pods,
    ...jobs.map(({ metadata: { name, namespace = "" }, spec }) => ({
      ...{ name, namespace, ports: [8000] },
      labels: spec.template.metadata.labels,
    })),
  ];
}

/** A ready pod of every workload that has a network of its own. */
async function workloadEnds(cluster: Cluster, manifests: readonly KubeObject[]): Promise<End[]> {
  const ends: End[] = [];
  for (const manifest of manifests) {
    const template = podTemplateOf(manifest as any);
    if (manifest["kind"] === "Job" || !template || template.spec.hostNetwork === true) continue;
    const { name, namespace = "" } = manifest.metadata;
    const pod = await cluster.servingPod({ namespace, podLabels: template.labels });
    ends.push({ name: `${namespace}/${name}`, pod });
  }
  return ends;
}

/** The ports of a pod's containers. */
const goalsOf = ({ name, pod }: End): Goal[] =>
  pod["spec"].containers
    .flatMap(({ ports = [] }: any) => ports)
    .filter(({ protocol, containerPort }: any) => protocol === "TCP" || containerPort === 53)
    .map(({ protocol, containerPort: port }: any) => ({ name, host: pod["status"].podIP, port, protocol }));

/**
 * Whether the report allows it: by a rule for the two, or, since a pod's address lies in the private ones, by rules
 * that let the one out to those addresses and the other in from them. Who is none of ours may do as it likes.
 */
function isAllowed(rules: Connectivity, from: string, { name, port, protocol = "TCP" }: Goal): boolean {
  const rule = (source: string, target: string) =>
    rules.connections.some(
      (one) => one.from === source && one.to === target && covers(one.ports, protocol, port),
    );
  const ours = (end: string) => rules.workloads.includes(end);
  const isPod = name.includes("/");
  const mayLeave = !ours(from) || rule(from, "private addresses");
  const mayEnter = isPod && (!ours(name) || rule("private addresses", name));
  return rule(from, name) || (mayLeave && mayEnter);
}

/** Whether ports as the report writes them, such as `TCP 53,UDP 53` or `TCP 80,443`, contain one. */
function covers(ports: string, protocol: string, port: number): boolean {
  let current = "";
  return ports.split(",").some((part) => {
    const [, named, first, last] = /^(?:(\w+) )?(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    current = named ?? current;
    return (
      ports === "All Connections" ||
      (current === protocol && Number(first) <= port && port <= Number(last ?? first))
    );
  });
}
