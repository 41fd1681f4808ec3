import type { Metric } from "../../contracts/metrics";

type Labels = Readonly<Record<string, string>>;

/** Counts and measures, and writes it as Prometheus reads it. */
export class Exposition {
  private readonly told = new Map<Metric, Map<string, number>>();

  /** Adds to a counter. */
  add(metric: Metric, labels: Labels, by = 1): void {
    this.change(metric, "", labels, (value) => value + by);
  }

  /** Sets a gauge. */
  set(metric: Metric, labels: Labels, value: number): void {
    this.change(metric, "", labels, () => value);
  }

  /** Counts a value of a histogram, that was seen so many times. */
  observe(metric: Metric, labels: Labels, value: number, times = 1): void {
    for (const bound of [...(metric.buckets ?? []), Infinity]) {
      const le = bound === Infinity ? "+Inf" : String(bound);
      this.change(metric, "_bucket", { ...labels, le }, (count) => count + (value <= bound ? times : 0));
    }
    this.change(metric, "_sum", labels, (sum) => sum + value * times);
    this.change(metric, "_count", labels, (count) => count + times);
  }

  /** All of it, as `/metrics` answers. */
  text(): string {
    const lines = [...this.told].flatMap(([{ name, type, help }, series]) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...[...series].map(([one, value]) => `${one} ${value}`),
    ]);
    return lines.map((line) => `${line}\n`).join("");
  }

  private change(metric: Metric, suffix: string, labels: Labels, to: (value: number) => number): void {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    const one = `${metric.name}${suffix}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""}`;
    const series = this.told.get(metric) ?? new Map<string, number>();
    this.told.set(metric, series.set(one, to(series.get(one) ?? 0)));
  }
}
