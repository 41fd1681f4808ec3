import { podTemplateOf } from "../../lib/synth/manifest";
import { referencesOf } from "../../lib/synth/references";
import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import { connections } from "../facts/connections";
import { powers } from "../facts/powers";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { groupBy } from "../report/group-by";
import { markdownTable } from "./markdown-table";

const pssLabel = "pod-security.kubernetes.io/enforce";

function namespaceRow(
  { manifests }: EnvironmentManifests,
  namespace: string,
  labels: Readonly<Record<string, string>>,
) {
  const own = (name: string) => name.startsWith(`${namespace}/`);
  const ways = connections(manifests).filter(({ from, to }) => !(own(from) && own(to)));
  const list = (names: readonly string[], none: string) => [...new Set(names)].sort().join(", ") || none;
  const secrets = manifests
    .filter((manifest) => manifest.metadata.namespace === namespace && podTemplateOf(manifest))
    .flatMap(referencesOf)
    .flatMap(({ kind, name }) => (kind === "Secret" ? [name] : []));
  return [
    `\`${namespace}\``,
    labels[pssLabel] ?? "none",
    list(
      ways.flatMap(({ side, from, to }) => (side === "ingress" && own(to) ? [from] : [])),
      "nobody",
    ),
    list(
      ways.flatMap(({ side, from, to }) => (side === "egress" && own(from) ? [to] : [])),
      "nobody",
    ),
    list(secrets, "none"),
  ];
}

/** What each namespace may do on the network, and which Secrets its pods read. */
export function namespacesTable(environment: EnvironmentManifests): string {
  return markdownTable(
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
  return markdownTable(["ServiceAccount", "may", "what", "where"], rows);
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
  return markdownTable(["workload", "exception", "why"], rows);
}

/** Secrets that must be there before the environment is applied. */
export function secretsTable({ prerequisites }: EnvironmentManifests): string {
  return markdownTable(
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
