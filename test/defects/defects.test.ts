/**
 * The defects of the YAML that this program replaces, each tried again here.
 * The original's monitoring and logging defects are tried beside the code
 * that refuses them.
 */
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { fingerprintApi, prometheus, connection } from "../../contracts/components";
import type { EnvironmentProps } from "../../environments/shape/environment";
import type { NetworkPolicyProps } from "../../lib/kubernetes/network-policy";
import { checkManifests } from "../../lib/synth/check-manifests";
import { faultLine } from "../../lib/validation/fault";
import { everyExample } from "../support/every-example";
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

describe("X1: overlays that do not render", () => {
  test("an environment changes the one container there is; it can't name a second", () => {
    for (const { find } of everyExample) {
      const { containers } = find("Deployment", "fingerprint-api")["spec"].template.spec;
      expect(containers.map(({ name, image }: any) => [name, typeof image])).toEqual([
        ["fingerprint-api", "string"],
      ]);
    }
    expect(errorsOf({ "api.containers": [{ name: "api", resources: {} }] })).toEqual([
      "staging.api.containers: is no known prop: correct its spelling or remove it",
    ]);
  });

  test("a ConfigMap that nobody makes is refused", () => {
    const { manifests, prerequisites } = small;
    const without = manifests.filter(({ metadata }) => metadata.name !== "fingerprint-api-config");
    const faults = checkManifests("staging", without, prerequisites).map(faultLine);
    expect(faults[0]).toContain(
      'containers.fingerprint-api.env.LOG_LEVEL.valueFrom.configMapKeyRef = "fingerprint-api-config": names a ConfigMap that is neither synthesized here nor a prerequisite',
    );
  });

  test("a misspelt key of a ConfigMap is refused", () => {
    const { manifests, prerequisites } = small;
    const edited = structuredClone(manifests) as any[];
    edited.find(
      ({ kind }) => kind === "Deployment",
    ).spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key = "loglevel";
    expect(checkManifests("staging", edited, prerequisites).map(faultLine)).toEqual([
      expect.stringContaining(
        '= "loglevel": is not in ConfigMap fingerprint-api-config, which has batch_inference_enabled',
      ),
    ]);
  });
});

describe("X2: a network policy that admits everybody", () => {
  test("outside means outside: addresses, not pods, and none of the cluster's", () => {
    const env = environmentWith({ "cluster.extraRanges": ["198.18.0.0/15", "2001:db8::/32"] });
    const { egress } = synthesized(env).find("NetworkPolicy", "fingerprint-api")["spec"];
    const outside = egress.find(({ to: peers }: any) => peers[0].ipBlock?.cidr === "0.0.0.0/0");
    expect(outside.to[0].ipBlock.except).toEqual(
      expect.arrayContaining(["198.18.0.0/15", "169.254.0.0/16", "10.0.0.0/8"]),
    );
    expect(outside.to[1].ipBlock.except).toContain("2001:db8::/32");
    expect(outside.ports.map(({ port }: any) => port)).toEqual([80, 443]);
  });
});

describe("X9: an annotation that ingress-nginx does not know", () => {
  test("the rate limit is the one that exists, with the number that was asked for", () => {
    const { annotations } = small.find("Ingress", "fingerprint-api-ingress").metadata;
    expect(annotations).toMatchObject({ "nginx.ingress.kubernetes.io/limit-rps": "100" });
    expect(Object.keys(annotations!)).not.toContain("nginx.ingress.kubernetes.io/rate-limit");
  });

  test("annotations are no prop: a made-up one is refused", () => {
    expect(
      errorsOf({
        "api.exposure": { via: "ingress", annotations: { "nginx.ingress.kubernetes.io/rate-limit": "100" } },
      }),
    ).toEqual(["staging.api.exposure.annotations: is no known prop: correct its spelling or remove it"]);
  });
});

describe("X10: models that nobody creates", () => {
  test("a ConfigMap of models is made from files that are there, or refused", () => {
    expect(errorsOf({ "api.models": { source: "configMap", name: "fingerprint-models" } })).toEqual([
      "staging.api.models.directory: is missing: state it",
      "staging.api.models.name: is no known prop: correct its spelling or remove it",
    ]);
    const directory = relative(process.cwd(), temporaryFolder(__dirname));
    writeFileSync(join(directory, "family.json"), "{}");
    const { faults, find } = synthesized(
      environmentWith({ "api.models": { source: "configMap", directory } }),
    );
    expect(faults).toEqual([]);
    expect(find("ConfigMap", "fingerprint-api-models")["binaryData"]).toEqual({ "family.json": "e30=" });
  });
});
