import { createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { podTemplateOf } from "../../../lib/synth/manifest";
import { type Connectivity, connectivity } from "../../../verify/connectivity/connections";
import { listen } from "../../../verify/servers/listen";
import { outsiders } from "../../../verify/connectivity/outsiders";
import { check, checkEqual } from "../../check";
import type { Cluster } from "../../cluster/cluster";
import type { KubeObject } from "../../cluster/api";
import { addresses, apiServerPort, gateway, metadataAddresses, publicAddress } from "../addresses";
import { readManifests } from "../manifests";
import { nameOf, processOf } from "../pods";
import { probeConnections, type Target } from "../probe-connections";
import type { NodeScenario } from "../scenario";
import { endVisitors, startVisitors, type Visitor } from "../visitors";

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
    const others = visitorsFor(manifests);
    const servers = await listenOutside();
    try {
      const visitors = await startVisitors(cluster, others);
      // A new pod's policies are in force a moment after it has started.
      await pause(2000);
      const ends = [
        ...(await workloadEnds(cluster, manifests, rules)),
        // The report names a Job without the hash of what it does.
        ...visitors.map((pod) => ({ name: nameOf(pod).replace(/-[0-9a-f]{10}$/, "-*"), pod })),
        { name: "kube-system/kube-dns", pod: await cluster.servingPod(dns) },
      ];
      const goals = await listening(ends.flatMap(goalsOf));
      report(`${ends.length} pods try ${goals.length} ports`);
      const faults: string[] = [];
      let allowed = 0;
      let refused = 0;
      for (const from of ends) {
        // What happens between others is none of the manifests' concern.
        const concerns = (name: string) => rules.workloads.includes(name);
        const wanted = [...goals, ...elsewhere].filter(
          ({ name }) => name !== from.name && (concerns(from.name) || concerns(name)),
        );
        const reached = await probeConnections(processOf(from.pod), wanted);
        wanted.forEach((goal, i) => {
          const may = isAllowed(rules, from.name, goal);
          if (may) allowed++;
          else refused++;
          if (reached[i] !== may)
            faults.push(
              `${from.name} → ${goal.name} ${goal.protocol ?? "TCP"} ${goal.port}: ${may ? "refused" : "connected"}`,
            );
        });
      }
      checkEqual(faults, [], "packets go where the report says, and nowhere else");
      check(allowed > 0 && refused > 0, "there are connections of both kinds");
      return `${ends.length} pods: ${allowed} allowed connections made, ${refused} others refused`;
    } finally {
      await endVisitors(cluster, others);
      for (const server of servers) server.close();
    }
  },
};

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

function listenOutside(): Promise<Server[]> {
  return Promise.all(
    outside.map(async ({ host, port }) => {
      const server = createServer((socket) => {
        socket.on("error", () => undefined).end();
      });
      await listen(server, port, host);
      return server;
    }),
  );
}

/** Pods for those that the policies name and the manifests do not contain, and for Jobs, which have ended. */
function visitorsFor(manifests: readonly KubeObject[]): Visitor[] {
  const { manifests: strangers } = outsiders(manifests as any);
  const pods = strangers
    .filter(({ kind, metadata }) => kind === "Pod" && metadata.namespace !== "kube-system")
    .map(({ metadata: { name, namespace = "", labels = {} } }) => ({
      ...{ name, namespace, labels },
      ports: [8000, 8080, 8089, 8443, 9090].filter((port) => namespace !== "fingerprint" || port === 8089),
    }));
  const jobs = manifests
    .filter(({ kind }) => kind === "Job")
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      namespace: metadata.namespace ?? "",
      labels: spec.template.metadata.labels,
      ports: [8000],
    }));
  return [...pods, ...jobs];
}

/** A ready pod of every workload that has a network of its own. */
async function workloadEnds(
  cluster: Cluster,
  manifests: readonly KubeObject[],
  rules: Connectivity,
): Promise<End[]> {
  const ends = manifests
    .filter(({ kind }) => kind !== "Job")
    .map((manifest) => ({ manifest, template: podTemplateOf(manifest as any) }))
    .filter(({ template }) => template !== undefined && template.spec.hostNetwork !== true)
    .map(async ({ manifest: { metadata }, template }) => {
      const name = `${metadata.namespace}/${metadata.name}`;
      const podLabels = template?.labels ?? {};
      const pod = await cluster.servingPod({ namespace: metadata.namespace ?? "", podLabels });
      check(rules.workloads.includes(name), `${name} is in the report`);
      return { name, pod };
    });
  return Promise.all(ends);
}

/** The ports of a pod's containers. */
function goalsOf({ name, pod }: End): Goal[] {
  const ports = pod["spec"].containers.flatMap(({ ports = [], args = [], name: container }: any) => [
    ...ports.map(({ containerPort: port, protocol }: any) => ({ port, protocol })),
    ...(container === "visitor" ? args.map((port: string) => ({ port: Number(port), protocol: "TCP" })) : []),
  ]);
  return ports
    .filter(({ port, protocol }: any) => protocol === "TCP" || port === 53)
    .map((port: any) => ({ ...port, name, host: pod["status"].podIP, pid: processOf(pod) }));
}

/** Those that do listen, by what they say themselves: who is refused where nobody listens proves nothing. */
async function listening(goals: readonly (Goal & { readonly pid?: number })[]): Promise<Goal[]> {
  const found: Goal[] = [];
  for (const pid of new Set(goals.map((goal) => goal.pid ?? 0))) {
    const own = goals.filter((goal) => goal.pid === pid);
    const reached = await probeConnections(pid, own);
    found.push(...own.filter((_, i) => reached[i]));
  }
  return found;
}

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
