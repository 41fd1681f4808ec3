import type { RelabelConfig } from "../../../monitoring/prometheus/prometheus-config-types";

type Labels = Readonly<Record<string, string>>;

/** What Prometheus makes of a discovered target: its labels, or undefined where it is dropped. */
export function relabel(target: Labels, steps: readonly RelabelConfig[]): Labels | undefined {
  const labels: Record<string, string> = { ...target };
  for (const { source_labels = [], separator = ";", regex = "(.*)", action = "replace", ...step } of steps) {
    const value = source_labels.map((name) => labels[name] ?? "").join(separator);
    const match = new RegExp(`^(?:${regex})$`, "s").exec(value);
    switch (action) {
      case "keep":
        if (!match) return undefined;
        break;
      case "drop":
        if (match) return undefined;
        break;
      case "keepequal":
        if (value !== (labels[step.target_label ?? ""] ?? "")) return undefined;
        break;
      case "replace":
        if (match) {
          const replaced = (step.replacement ?? "$1").replace(
            /\$\{?(\d)\}?/g,
            (_, i: string) => match[Number(i)] ?? "",
          );
          if (replaced === "") delete labels[step.target_label ?? ""];
          else labels[step.target_label ?? ""] = replaced;
        }
        break;
      default:
        throw new Error(`action ${action} is not known here`);
    }
  }
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith("__meta_")));
}
