/** CPU in cores or millicores: `"2"`, `"0.5"`, `"250m"`. */
export type CpuQuantity = `${number}` | `${number}m`;

/** Memory or storage in binary units: `"512Mi"`, `"2Gi"`. */
export type MemoryQuantity = `${number}${"Ki" | "Mi" | "Gi" | "Ti"}`;

/** A Prometheus-style duration with one unit: `"500ms"`, `"30s"`, `"5m"`, `"15d"`. */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const bytes = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
const millis = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Cores as a number: `"250m"` → 0.25. NaN where the text is no quantity. */
export function cores(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity);
  return match ? Number(match[1]) / (match[2] ? 1000 : 1) : NaN;
}

/** Bytes as a number: `"1Gi"` → 1073741824. NaN where the text is no quantity. */
export function toBytes(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti)$/.exec(quantity);
  return match ? Number(match[1]) * bytes[match[2] as keyof typeof bytes] : NaN;
}

/** Seconds as a number: `"5m"` → 300. NaN where the text is no duration. */
export function seconds(duration: string): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(duration);
  return match ? (Number(match[1]) * millis[match[2] as keyof typeof millis]) / 1000 : NaN;
}
