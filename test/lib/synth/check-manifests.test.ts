import { join } from "node:path";
import { checkManifests } from "../../../lib/synth/check-manifests";
import { faultLine } from "../../../lib/validation/fault";
import type { Manifest } from "../../../lib/synth/manifest";
import { dataFile } from "../../../verify/data-file";

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

const dangling = dataFile(join(__dirname, "dangling.yaml")) as readonly {
  readonly what: string;
  readonly kind: string;
  readonly spec: object;
  readonly names: string;
}[];

test.each(dangling)("$what", ({ kind, spec, names }) => {
  expect(messages(object(kind, "a", spec))).toEqual([
    expect.stringContaining(`"gone": names a ${names} that is neither synthesized here nor a prerequisite`),
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
