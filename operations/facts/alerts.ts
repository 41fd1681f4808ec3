import { parse } from "yaml";
import type { Manifest } from "../../lib/synth/manifest";
import type { AlertRule, RecordingRule } from "../../monitoring/rules/rule-types";

/** Every alert in the rule files of an environment. One name may stand for several conditions. */
export function alertsOf(manifests: readonly Manifest[]): AlertRule[] {
  return manifests
    .filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.namespace === "prometheus")
    .flatMap((configMap) => Object.entries((configMap["data"] ?? {}) as Record<string, string>))
    .filter(([name, text]) => /\.ya?ml$/.test(name) && /^groups:/m.test(text))
    .flatMap(([, text]) => (parse(text) as { groups: { rules: (AlertRule | RecordingRule)[] }[] }).groups)
    .flatMap(({ rules }) => rules)
    .filter((rule) => "alert" in rule);
}
