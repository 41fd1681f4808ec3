/**
 * The defects of the YAML that this program replaces, each tried again here
 * or beside the code that refuses it.
 */
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { fingerprintApi, prometheus, connection } from "../../contracts/components";
import type { EnvironmentProps } from "../../environments/shape/environment";
import type { NetworkPolicyProps } from "../../lib/kubernetes/network-policy";
import { everyExample } from "../support/examples";
import { environmentWith, errorsOf, synthesized } from "../support/environments";
import { temporaryFolder } from "../support/temporary-folder";

const small = everyExample.find(({ environment }) => environment.name === "staging")!;

type Peers = NetworkPolicyProps<"http">["ingress"];
type Memory = NonNullable<EnvironmentProps["api"]["resources"]>["memory"];

/** What must not compile: `npm run check` fails where the compiler accepts it. */
const refusedByTheCompiler = [
  // @ts-expect-error a whole namespace is no peer: it is pods in a namespace, never one without the other
  (): Peers => [{ from: [{ namespace: "kube-system" }], ports: ["http"] }],
  // @ts-expect-error a port that the component does not have
  () => connection([prometheus], fingerprintApi, "https"),
  // @ts-expect-error a unit that is none
  (): Memory => ({ request: "512M1", limit: "1Gi" }),
  // @ts-expect-error a field that Kubernetes does not have
  (): k8s.KubeDeploymentProps => ({ specs: {} }),
];

test("what the original's YAML got wrong does not compile", () => {
  expect(refusedByTheCompiler).toHaveLength(4);
});

test.each([
  ["X1: a second container beside ours", { "api.containers": [{ name: "api" }] }, "api.containers"],
  [
    "X9: an annotation that ingress-nginx does not know",
    { "api.exposure": { via: "ingress", annotations: { "nginx.ingress.kubernetes.io/rate-limit": "100" } } },
    "api.exposure.annotations",
  ],
  [
    "X10: a ConfigMap of models that nobody makes",
    { "api.models": { source: "configMap", directory: "docs/gitops/flux", name: "fingerprint-models" } },
    "api.models.name",
  ],
])("%s can't be asked for", (_, changes, path) => {
  expect(errorsOf(changes)).toEqual([`staging.${path}: is no known prop: correct its spelling or remove it`]);
});

test("X2: outside means outside: addresses, not pods, and none of the cluster's", () => {
  const env = environmentWith({ "cluster.extraRanges": ["198.18.0.0/15", "2001:db8::/32"] });
  const { egress } = synthesized(env).find("NetworkPolicy", "fingerprint-api")["spec"];
  const outside = egress.find(({ to: peers }: any) => peers[0].ipBlock?.cidr === "0.0.0.0/0");
  expect(outside.to[0].ipBlock.except).toEqual(
    expect.arrayContaining(["198.18.0.0/15", "169.254.0.0/16", "10.0.0.0/8"]),
  );
  expect(outside.to[1].ipBlock.except).toContain("2001:db8::/32");
  expect(outside.ports.map(({ port }: any) => port)).toEqual([80, 443]);
});

test("X9: the rate limit is the annotation that exists, with the number that was asked for", () => {
  const { annotations = {} } = small.find("Ingress", "fingerprint-api-ingress").metadata;
  const limits = Object.entries(annotations).filter(([name]) => /rate-limit|limit-rps/.test(name));
  expect(limits).toEqual([["nginx.ingress.kubernetes.io/limit-rps", "100"]]);
});

test("X10: a ConfigMap of models is made from files that are there, as large as it may be", () => {
  const directory = relative(process.cwd(), temporaryFolder(__dirname));
  const models = { "api.models": { source: "configMap", directory } };
  writeFileSync(join(directory, "family.json"), "{}");
  const { faults, find } = synthesized(environmentWith(models));
  expect(faults).toEqual([]);
  expect(find("ConfigMap", "fingerprint-api-models")["binaryData"]).toEqual({ "family.json": "e30=" });
  writeFileSync(join(directory, "family.json"), Buffer.alloc(800_000));
  expect(errorsOf(models)).toEqual([
    expect.stringContaining("holds 1066668 bytes as a ConfigMap writes them, and 1048576 is the most"),
  ]);
});
