import { type Manifest, podTemplateOf } from "../../lib/synth/manifest";
import { allAlerts } from "../../monitoring/rules/rule-file";
import { everyExample } from "../support/every-example";

/**
 * Programs that read a new certificate by themselves: Elasticsearch looks at its files, which verify tries;
 * prometheus-adapter serves with Kubernetes' own library, which does.
 */
const reading = ["elasticsearch", "prometheus-adapter"];

/** How the pods of a workload's kind are called. */
const podSuffix: Readonly<Record<string, string>> = {
  StatefulSet: "0",
  DaemonSet: "x2x4z",
  Deployment: "5d9c7b6f4-x2x4z",
};

/** Workloads that run on and have the key of a certificate: not those that only trust its authority. */
function holders(manifests: readonly Manifest[]): Manifest[] {
  const secrets = manifests
    .filter(({ kind }) => kind === "Certificate")
    .map(({ metadata, ...certificate }) => `${metadata.namespace}/${certificate["spec"].secretName}`);
  return manifests.filter(
    (manifest) =>
      manifest.kind in podSuffix &&
      podTemplateOf(manifest)?.spec.volumes?.some(
        ({ secret }: any) =>
          secret &&
          secrets.includes(`${manifest.metadata.namespace}/${secret.secretName}`) &&
          (secret.items ?? [{ key: "tls.key" }]).some(({ key }: any) => key === "tls.key"),
      ),
  );
}

test("a program that holds a certificate's key reads a new one, or an alert tells that it has not", () => {
  const { expr } = allAlerts
    .flatMap(({ rules }) => rules)
    .find(({ alert }) => alert === "CertificatesNotReread")!;
  const [, namespaces, pods] = /namespace=~"(.+?)",pod=~"(.+?)"/.exec(expr)!;
  const isWatched = ({ kind, metadata: { namespace = "", name } }: Manifest) =>
    new RegExp(`^(${namespaces})$`).test(namespace) &&
    new RegExp(`^(${pods})$`).test(`${name}-${podSuffix[kind]!}`);
  for (const { manifests } of everyExample) {
    const all = holders(manifests);
    expect(all.map(({ metadata }) => metadata.name).sort()).toEqual(
      expect.arrayContaining(["elasticsearch", "filebeat", "kibana", "logstash"]),
    );
    const unread = all.filter((holder) => !isWatched(holder) && !reading.includes(holder.metadata.name));
    expect(unread.map(({ metadata }) => metadata.name)).toEqual([]);
  }
});
