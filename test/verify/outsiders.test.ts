import type { Manifest } from "../../lib/synth/manifest";
import type { NetworkPolicy } from "../../operations/facts/network-policy";
import { outsiders } from "../../verify/connectivity/outsiders";

const namespace: Manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
const api: Manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "shop" },
  spec: { template: { metadata: { labels: { app: "api", tier: "front" } }, spec: {} } },
};
const policy = (spec: Partial<NetworkPolicy["spec"]>): NetworkPolicy => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "a-policy", namespace: "shop" },
  spec: { podSelector: { matchLabels: { app: "api" } }, policyTypes: ["Ingress"], ...spec },
});
const from = (peer: object) => outsiders([namespace, api, policy({ ingress: [{ from: [peer] }] })]);

test("a stranger is always there", () => {
  expect(outsiders([namespace, api]).names).toEqual(["elsewhere/any-other-pod"]);
});

test("pods of other namespaces get a stand-in with the labels that the policy asks for", () => {
  const peer = {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
    podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
  };
  const { names, manifests } = from(peer);
  expect(names).toContain("kube-system/kube-dns");
  expect(
    manifests.find(({ kind, metadata }) => kind === "Pod" && metadata.name === "kube-dns")?.metadata,
  ).toEqual({
    name: "kube-dns",
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
  });
});

test("pods of our own need none", () => {
  expect(from({ podSelector: { matchLabels: { tier: "front" } } }).names).toEqual([
    "elsewhere/any-other-pod",
  ]);
});

test("a policy that names pods of our own which nobody runs is refused", () => {
  expect(() => from({ podSelector: { matchLabels: { app: "web" } } })).toThrow(
    "NetworkPolicy/a-policy names pods in shop with app=web: there are none",
  );
});

test("pods that somebody else starts in our namespace are known by their policy", () => {
  const { started } = outsiders([
    namespace,
    api,
    policy({ podSelector: { matchLabels: { solver: "true" } } }),
  ]);
  expect(started).toEqual(["shop/a-policy"]);
});
