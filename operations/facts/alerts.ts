import { parse } from "yaml";
import type { Manifest } from "../../lib/synth/manifest";

/** One alert as Prometheus gets it. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups?: readonly { readonly rules: readonly (Alert | { readonly record: string })[] }[];
}

/** Every alert in the rule files of an environment. One name may stand for several conditions. */
export function alertsOf(manifests: readonly Manifest[]): Alert[] {
  return manifests
    .filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.namespace === "prometheus")
    .flatMap((configMap) => Object.entries((configMap["data"] ?? {}) as Record<string, string>))
    .filter(([name, text]) => /\.ya?ml$/.test(name) && /^groups:/m.test(text))
    .flatMap(([, text]) => (parse(text) as RuleFile).groups ?? [])
    .flatMap(({ rules }) => rules)
    .filter((rule) => "alert" in rule);
}
