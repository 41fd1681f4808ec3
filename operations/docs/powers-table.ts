import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import { podTemplateOf } from "../../lib/synth/manifest";
import { referencesOf } from "../../lib/synth/references";
import { connections } from "../facts/connections";
import { powers } from "../facts/powers";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { markdownTable } from "../report/table";

/** What each namespace may do on the network, and which Secrets its pods read. */
export function namespacesTable({ manifests }: EnvironmentManifests): string {
  const list = (names: readonly string[], none: string) => [...new Set(names)].sort().join(", ") || none;
  const rows = manifests
    .filter(({ kind }) => kind === "Namespace")
    .map(({ metadata: { name: namespace, labels = {} } }) => {
      const own = (name: string) => name.startsWith(`${namespace}/`);
      const ways = connections(manifests).filter(({ from, to }) => !(own(from) && own(to)));
      const secrets = manifests
        .filter((manifest) => manifest.metadata.namespace === namespace && podTemplateOf(manifest))
        .flatMap(referencesOf)
        .flatMap(({ kind, name }) => (kind === "Secret" ? [name] : []));
      const across = (side: "ingress" | "egress", near: "from" | "to", far: "from" | "to") =>
        ways.filter((way) => way.side === side && own(way[near])).map((way) => way[far]);
      return [
        `\`${namespace}\``,
        labels["pod-security.kubernetes.io/enforce"] ?? "none",
        list(across("ingress", "to", "from"), "nobody"),
        list(across("egress", "from", "to"), "nobody"),
        list(secrets, "none"),
      ];
    });
  return markdownTable(["namespace", "Pod Security", "lets in", "may reach", "Secrets of its pods"], rows);
}

/** What each ServiceAccount may do to the Kubernetes API. */
export function powersTable({ manifests }: EnvironmentManifests): string {
  const rows = powers(manifests).map(({ who, verbs, resources, names, where }) => {
    const only = names.length > 0 ? [`only ${names.join(", ")}`] : [];
    return [`\`${who}\``, verbs.join(", "), [...resources, ...only].join(", "), where];
  });
  return markdownTable(["ServiceAccount", "may", "what", "where"], rows.sort());
}

/** Containers that are less closed than the rest, with the reason that their pods name. */
export function exceptionsTable({ manifests }: EnvironmentManifests): string {
  const rows = manifests.flatMap((manifest) =>
    Object.entries(podTemplateOf(manifest)?.annotations ?? {})
      .filter(([key]) => key.startsWith(exceptionPrefix))
      .map(([key, reason]) => [
        `\`${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}\``,
        key.slice(exceptionPrefix.length),
        reason,
      ]),
  );
  return markdownTable(["workload", "exception", "why"], rows);
}

/** Secrets that must be there before the environment is applied. */
export function secretsTable({ prerequisites }: EnvironmentManifests): string {
  const rows = prerequisites
    .filter(({ kind }) => kind === "secret")
    .map(({ namespace, name, detail, purpose }) => {
      return [`\`${namespace}/${name}\``, detail.replaceAll(",", ", "), purpose];
    });
  return markdownTable(["Secret", "keys", "what for"], rows);
}
