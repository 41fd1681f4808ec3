import { checkManifests } from "../../../lib/synth/check-manifests";
import type { Manifest } from "../../../lib/synth/manifest";
import { faultLine } from "../../../lib/validation/fault";
import { withValues } from "../../support/environments";
import { everyExample } from "../../support/examples";

const small = everyExample.find(({ environment }) => environment.name === "staging")!;

const told = (manifests: readonly Manifest[]) =>
  checkManifests("staging", manifests, small.prerequisites).map(faultLine);

const api = "Deployment fingerprint-api";
const pod = "spec.template.spec";
const variable = `${pod}.containers.0.env.0.valueFrom.configMapKeyRef`;
const volume = (source: object) => ({ [`${pod}.volumes.0`]: { name: "tmp", ...source } });
const key = (one: string) => ({ secretName: "fingerprint-api-tls", items: [{ key: one, path: one }] });
const gone = (kind: string) => `"gone": names a ${kind} that is neither synthesized here nor a prerequisite`;

test.each<[string, Record<string, unknown>, string]>([
  [api, { [`${variable}.name`]: "gone" }, gone("ConfigMap")],
  [api, { [`${variable}.key`]: "loglevel" }, "is not in ConfigMap fingerprint-api-config, which has batch_"],
  [api, volume({ secret: { secretName: "gone" } }), gone("Secret")],
  [api, volume({ secret: key("tls.pem") }), "is not in Secret fingerprint-api-tls, which has tls.crt, tls"],
  [api, volume({ persistentVolumeClaim: { claimName: "gone" } }), gone("PersistentVolumeClaim")],
  [api, { [`${pod}.serviceAccountName`]: "gone" }, gone("ServiceAccount")],
  ["HorizontalPodAutoscaler fingerprint-api-hpa", { "spec.scaleTargetRef.name": "gone" }, gone("Deployment")],
  ["Ingress grafana", { "spec.rules.0.http.paths.0.backend.service.name": "gone" }, gone("Service")],
  ["Certificate fingerprint-api-tls", { "spec.issuerRef.name": "gone" }, gone("ClusterIssuer")],
  ["NetworkPolicy fingerprint-api", { "metadata.name": "a".repeat(64) }, "64 characters: shorten it to 63"],
])("X1: names that are too long, or of nothing, are refused: in %s %j", (object, values, message) => {
  const isMeant = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}` === object;
  const edited = small.manifests.map((one) => (isMeant(one) ? withValues(one, values) : one));
  expect(told(edited)).toEqual([expect.stringContaining(message)]);
});

test("a second object of one kind, namespace and name is refused: it would replace the first", () => {
  expect(told([...small.manifests, small.find("ConfigMap", "fingerprint-api-config")])).toEqual([
    "staging: ConfigMap fingerprint/fingerprint-api-config: is there twice, and the second would silently replace the first: give one another name",
  ]);
});
