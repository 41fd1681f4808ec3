import { connections } from "../../../contracts/components";
import type { Component } from "../../../contracts/component";
import type { Manifest } from "../../../lib/synth/manifest";
import { isNetworkPolicy, type Peer, type Rule } from "../../../operations/facts/connections";
import { large } from "../../environments/large";
import { errorsOf, resolved, synthesized, withValues } from "../../support/environments";

const apiServer = "192.0.2.0/28";
const nodes = "198.51.100.0/24";

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

test.each(Object.entries(plugins))("both ends of every connection allow it on %s", (_, { manifests }) => {
  const policies = manifests.filter(isNetworkPolicy);
  const allows = (of: Component, end: "ingress" | "egress", other: Component, ports: readonly number[]) => {
    const policy = policies.find(
      ({ metadata: { name, namespace } }) => name === of.name && namespace === of.namespace,
    );
    const peers = ({ from, to }: Rule): readonly Peer[] => from ?? to ?? [];
    return policy?.spec[end]?.some(
      (rule) =>
        peers(rule).some(
          ({ namespaceSelector, podSelector }) =>
            namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] === other.namespace &&
            podSelector?.matchLabels?.["app.kubernetes.io/name"] === other.name,
        ) && ports.every((port) => rule.ports?.some((allowed) => allowed.port === port)),
    );
  };
  for (const { from, to, ports } of connections) {
    const numbers = ports.map((port) => to.port(port));
    for (const one of from) {
      expect([one.name, to.name, allows(one, "egress", to, numbers)]).toEqual([one.name, to.name, true]);
      expect([to.name, one.name, allows(to, "ingress", one, numbers)]).toEqual([to.name, one.name, true]);
    }
  }
});

/** Who reaches the API server and the nodes, and whom they reach, however the policies say it. */
function beyondPods(manifests: readonly Manifest[]): string[] {
  const names: Readonly<Record<string, string>> = {
    [apiServer]: "kube-apiserver",
    [nodes]: "host,remote-node",
  };
  const byAddress = manifests
    .filter(isNetworkPolicy)
    .flatMap(({ metadata, spec }) =>
      [...(spec.egress ?? []), ...(spec.ingress ?? [])].flatMap(({ from, to, ports }) =>
        [...(from ?? []), ...(to ?? [])]
          .flatMap(({ ipBlock }) => names[ipBlock?.cidr ?? ""] ?? [])
          .map((name) => `${metadata.name} ${name} ${ports?.map(({ port }) => port).join(",")}`),
      ),
    );
  const byName = manifests
    .filter(isCiliums)
    .flatMap(({ metadata, ...policy }) =>
      [...(policy["spec"].egress ?? []), ...(policy["spec"].ingress ?? [])].map(
        ({ toEntities, fromEntities, toPorts }: any) =>
          `${metadata.name} ${toEntities ?? fromEntities} ${toPorts[0].ports.map(({ port }: any) => port).join(",")}`,
      ),
    );
  return [...byAddress, ...byName].sort();
}

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
  [{ via: "pods", podLabels: agent }, agents],
  [{ via: "ranges", ranges: ["203.0.113.0/24"] }, { ipBlock: { cidr: "203.0.113.0/24" } }],
])("calls of custom metrics may come from elsewhere: %j", (aggregation, caller) => {
  for (const plugin of ["standard", "cilium"]) {
    const { manifests } = clusterWith(plugin, aggregation);
    const policy = manifests
      .filter(isNetworkPolicy)
      .find(({ metadata }) => metadata.name === "prometheus-adapter");
    expect(policy?.spec.ingress).toEqual([{ from: [caller], ports: [{ port: 6443, protocol: "TCP" }] }]);
  }
});

test("GKE's control plane is not taken for the caller of custom metrics", () => {
  expect(errorsOf({ "cluster.networkPlugin": { name: "gke-dataplane-v2" } })).toEqual([
    expect.stringMatching(/^staging\.cluster\.apiServer\.aggregation\.via = "api-server": .*via: "pods"/),
  ]);
});
