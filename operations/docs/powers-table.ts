import { podTemplateOf } from "../../lib/synth/manifest";
import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import { connections } from "../facts/connections";
import { powers } from "../facts/powers";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { groupBy } from "../report/group-by";

const pssLabel = "pod-security.kubernetes.io/enforce";

function namespaceRow(
  { manifests }: EnvironmentManifests,
  namespace: string,
  labels: Readonly<Record<string, string>>,
) {
  const own = (name: string) => name.startsWith(`${namespace}/`);
  const ways = connections(manifests).filter(({ from, to }) => !(own(from) && own(to)));
  const list = (names: readonly string[]) => [...new Set(names)].sort().join(", ") || "nobody";
  const secrets = manifests
    .filter((manifest) => manifest.metadata.namespace === namespace)
    .flatMap(
      (manifest) =>
        JSON.stringify(manifest).match(/"(?:secretName|secretKeyRef":\{"key":"[^"]+","name)":"([^"]+)"/g) ??
        [],
    )
    .map((match) => /:"([^"]+)"$/.exec(match)?.[1] ?? "");
  return [
    `\`${namespace}\``,
    labels[pssLabel] ?? "none",
    list(ways.filter(({ side, to }) => side === "ingress" && own(to)).map(({ from }) => from)),
    list(ways.filter(({ side, from }) => side === "egress" && own(from)).map(({ to }) => to)),
    [...new Set(secrets)].sort().join(", ") || "none",
  ];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** What each namespace may do on the network, and which Secrets its pods read. */
export function namespacesTable(environment: EnvironmentManifests): string {
  return table(
    ["namespace", "Pod Security", "lets in", "may reach", "Secrets of its pods"],
    environment.manifests
      .filter(({ kind }) => kind === "Namespace")
      .map(({ metadata: { name, labels = {} } }) => namespaceRow(environment, name, labels)),
  );
}

/** What each ServiceAccount may do to the Kubernetes API. */
export function powersTable({ manifests }: EnvironmentManifests): string {
  const rows = [...groupBy(powers(manifests), ({ who }) => who)].flatMap(([who, all]) =>
    all.map(({ verbs, resources, names, where }) => [
      `\`${who}\``,
      verbs.join(", "),
      [...resources, ...(names.length > 0 ? [`only ${names.join(", ")}`] : [])].join(", "),
      where,
    ]),
  );
  return table(["ServiceAccount", "may", "what", "where"], rows);
}

/** Containers that are less closed than the rest, with the reason that their pods name. */
export function exceptionsTable({ manifests }: EnvironmentManifests): string {
  const rows = manifests.flatMap((manifest) => {
    return Object.entries(podTemplateOf(manifest)?.annotations ?? {})
      .filter(([key]) => key.startsWith(exceptionPrefix))
      .map(([key, reason]) => [
        `\`${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}\``,
        key.slice(exceptionPrefix.length),
        reason,
      ]);
  });
  return table(["workload", "exception", "why"], rows);
}

/** Secrets that must be there before the environment is applied. */
export function secretsTable({ prerequisites }: EnvironmentManifests): string {
  return table(
    ["Secret", "keys", "what for"],
    prerequisites
      .filter(({ kind }) => kind === "secret")
      .map(({ namespace, name, detail, purpose }) => [
        `\`${namespace}/${name}\``,
        detail.replaceAll(",", ", "),
        purpose,
      ]),
  );
}
