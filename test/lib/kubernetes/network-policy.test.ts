import type { Manifest } from "../../../lib/synth/manifest";
import { isNetworkPolicy } from "../../../operations/facts/connections";
import { large } from "../../environments/large";
import { errorsOf, resolved, synthesized, withValues } from "../../support/environments";

const apiServer = "192.0.2.0/28";
const nodes = "198.51.100.0/24";
/** How Cilium calls them. */
const entities: Readonly<Record<string, string>> = {
  [apiServer]: "kube-apiserver",
  [nodes]: "host,remote-node",
};

/** The large example on a cluster with the plugin, its API server and its nodes in ranges of their own. */
function clusterWith(name: string, aggregation: object = { via: "api-server" }) {
  return synthesized(
    resolved(
      withValues(large, {
        "cluster.networkPlugin": { name },
        "cluster.apiServer": { ranges: [apiServer], aggregation },
        "cluster.nodeRanges": [nodes],
        // So that every component is there.
        "monitoring.prometheus.longTermStorage": { mode: "thanos" },
      }),
    ),
  );
}

const plugins = {
  standard: clusterWith("standard"),
  cilium: clusterWith("cilium"),
  "gke-dataplane-v2": clusterWith("gke-dataplane-v2", { via: "pods" }),
};
const isCiliums = ({ kind }: Manifest) => kind.startsWith("Cilium");

const portsOf = (ports: readonly { readonly port: unknown }[]) => ports.map(({ port }) => port).join();

/** Who reaches the API server and the nodes, and whom they reach, however the policies say it. */
const beyondPods = (manifests: readonly Manifest[]): string[] =>
  manifests
    .filter((manifest) => isNetworkPolicy(manifest) || isCiliums(manifest))
    .flatMap(({ metadata, spec }) =>
      [...(spec.egress ?? []), ...(spec.ingress ?? [])].flatMap((rule: any) =>
        rule.toPorts
          ? [`${metadata.name} ${rule.toEntities ?? rule.fromEntities} ${portsOf(rule.toPorts[0].ports)}`]
          : [...(rule.from ?? []), ...(rule.to ?? [])]
              .flatMap(({ ipBlock }) => entities[ipBlock?.cidr] ?? [])
              .map((entity) => `${metadata.name} ${entity} ${portsOf(rule.ports)}`),
      ),
    )
    .sort();

test("whoever reaches the API server and nodes by addresses reaches them by their names on Cilium", () => {
  const expected = beyondPods(plugins.standard.manifests);
  expect(expected).toContain("prometheus host,remote-node 10250,9100");
  expect(expected).toContain("prometheus-adapter kube-apiserver 6443");
  // On Cilium a call that another node passes on comes from that node.
  const calls = "prometheus-adapter kube-apiserver,host,remote-node 6443";
  expect(beyondPods(plugins.cilium.manifests)).toEqual(
    expected.map((line) => (line === "prometheus-adapter kube-apiserver 6443" ? calls : line)).sort(),
  );
});

test.each(["cilium", "gke-dataplane-v2"] as const)("no address block stands for them on %s", (name) => {
  const text = JSON.stringify(plugins[name].manifests);
  expect(text).not.toContain(apiServer);
  expect(text).not.toContain(nodes);
});

test("GKE's policies are for the cluster, and mean the pods of one namespace", () => {
  const policies = plugins["gke-dataplane-v2"].manifests.filter(isCiliums);
  expect(policies.length).toBe(plugins.cilium.manifests.filter(isCiliums).length);
  for (const { kind, metadata, ...policy } of policies) {
    expect(kind).toBe("CiliumClusterwideNetworkPolicy");
    expect(metadata).toMatchObject({ name: expect.stringMatching(/^fingerprint-/) });
    expect(metadata.namespace).toBeUndefined();
    expect(policy["spec"].endpointSelector.matchLabels).toMatchObject({
      "k8s:io.kubernetes.pod.namespace": expect.any(String),
      "app.kubernetes.io/name": expect.any(String),
    });
  }
});

const agent = { app: "konnectivity-agent" };
const agents = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
  podSelector: { matchLabels: agent },
};

test.each([
  ["standard", { via: "pods", podLabels: agent }, agents],
  ["standard", { via: "ranges", ranges: ["203.0.113.0/24"] }, { ipBlock: { cidr: "203.0.113.0/24" } }],
])("calls of custom metrics may come from elsewhere: on %s, %j", (plugin, aggregation, caller) => {
  const { ingress } = clusterWith(plugin, aggregation).find("NetworkPolicy", "prometheus-adapter")["spec"];
  expect(ingress).toEqual([{ from: [caller], ports: [{ port: 6443, protocol: "TCP" }] }]);
});

test("GKE's control plane is not taken for the caller of custom metrics", () => {
  expect(errorsOf({ "cluster.networkPlugin": { name: "gke-dataplane-v2" } })).toEqual([
    expect.stringMatching(/^staging\.cluster\.apiServer\.aggregation\.via = "api-server": .*via: "pods"/),
  ]);
});
