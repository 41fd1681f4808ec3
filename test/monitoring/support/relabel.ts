/** One step of relabelling, as much of it as our jobs use. */
interface RelabelConfig {
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly action?: "keep" | "drop" | "labeldrop" | "keepequal";
}

type Labels = Readonly<Record<string, string>>;

/** What Prometheus makes of a discovered target: its labels, or undefined where it is dropped. */
export function relabel(target: Labels, steps: readonly RelabelConfig[]): Labels | undefined {
  const labels: Record<string, string> = { ...target };
  for (const { source_labels = [], regex = "(.*)", action = "replace", ...step } of steps) {
    const value = source_labels.map((name) => labels[name] ?? "").join(";");
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
        if (match?.[1]) labels[step.target_label ?? ""] = match[1];
        break;
      default:
        throw new Error(`action ${action} is not known here`);
    }
  }
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith("__meta_")));
}
