import { checkManifests } from "../../../lib/synth/check-manifests";
import { faultLine } from "../../../lib/validation/fault";
import type { Manifest } from "../../../lib/synth/manifest";

const object = (kind: string, name: string, spec: object = {}): Manifest => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "here" },
  spec,
});

const messages = (...manifests: Manifest[]) => checkManifests("staging", manifests, []).map(faultLine);

test("two objects of one kind, namespace and name: the second would replace the first", () => {
  expect(messages(object("ConfigMap", "a"), object("ConfigMap", "a"))).toEqual([
    "staging: ConfigMap here/a: is there twice, and the second would silently replace the first: give one another name",
  ]);
});

test("a name that is too long", () => {
  expect(messages(object("ConfigMap", "a".repeat(64)))).toEqual([
    expect.stringContaining("has a name of 64 characters: shorten it to 63"),
  ]);
});

test.each([
  [
    "an autoscaler of nothing",
    object("HorizontalPodAutoscaler", "a", { scaleTargetRef: { kind: "Deployment", name: "gone" } }),
    "names a Deployment",
  ],
  [
    "an Ingress to no Service",
    object("Ingress", "a", {
      rules: [
        { http: { paths: [{ path: "/", backend: { service: { name: "gone", port: { name: "http" } } } }] } },
      ],
    }),
    "names a Service",
  ],
  [
    "a certificate that nobody signs",
    object("Certificate", "a", { secretName: "s", issuerRef: { kind: "ClusterIssuer", name: "gone" } }),
    "names a ClusterIssuer",
  ],
  [
    "pods with a Secret that nobody makes",
    object("Deployment", "a", {
      template: { spec: { containers: [], volumes: [{ name: "v", secret: { secretName: "gone" } }] } },
    }),
    "names a Secret",
  ],
  [
    "pods with a claim that nobody makes",
    object("Deployment", "a", {
      template: {
        spec: { containers: [], volumes: [{ name: "v", persistentVolumeClaim: { claimName: "gone" } }] },
      },
    }),
    "names a PersistentVolumeClaim",
  ],
  [
    "pods of a ServiceAccount that is not there",
    object("Deployment", "a", { template: { spec: { serviceAccountName: "gone", containers: [] } } }),
    "names a ServiceAccount",
  ],
])("%s", (_, manifest, message) => {
  expect(messages(manifest)).toEqual([
    expect.stringContaining(`"gone": ${message} that is neither synthesized here nor a prerequisite`),
  ]);
});

test("a Secret's keys are known from what makes it", () => {
  const reads = (key: string) =>
    object("Deployment", "a", {
      template: {
        spec: {
          containers: [],
          volumes: [{ name: "v", secret: { secretName: "tls", items: [{ key, path: key }] } }],
        },
      },
    });
  const certificate = object("Certificate", "tls", {
    secretName: "tls",
    issuerRef: { kind: "Issuer", name: "ca" },
  });
  const issuer = object("Issuer", "ca");
  expect(messages(reads("tls.crt"), certificate, issuer)).toEqual([]);
  expect(messages(reads("tls.pem"), certificate, issuer)).toEqual([
    expect.stringContaining("is not in Secret tls, which has tls.crt, tls.key, ca.crt"),
  ]);
});
