/** A family of series as a Prometheus exposition names it. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];

  /** Upper bounds of a histogram's buckets, without `+Inf`. */
  readonly buckets?: readonly number[];
}

/** Counts and measures, and writes them as Prometheus reads them. */
export class Exposition {
  private readonly values = new Map<string, Map<string, number>>();

  constructor(private readonly families: readonly Family[]) {}

  /** Adds to a counter. */
  add(name: string, labels: Readonly<Record<string, string>>, by = 1): void {
    this.change(name, labels, (value) => value + by);
  }

  /** Sets a gauge. */
  set(name: string, labels: Readonly<Record<string, string>>, value: number): void {
    this.change(name, labels, () => value);
  }

  /** Counts a value of a histogram. */
  observe(name: string, labels: Readonly<Record<string, string>>, value: number): void {
    const { buckets = [] } = this.families.find((family) => family.name === name) ?? {};
    for (const bound of [...buckets, Infinity]) {
      const le = bound === Infinity ? "+Inf" : String(bound);
      this.add(`${name}_bucket`, { ...labels, le }, value <= bound ? 1 : 0);
    }
    this.add(`${name}_sum`, labels, value);
    this.add(`${name}_count`, labels);
  }

  /** All of it, as `/metrics` answers. */
  text(): string {
    return this.families
      .flatMap(({ name, type, help }) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...(type === "histogram" ? ["_bucket", "_sum", "_count"] : [""]).flatMap((suffix) =>
          [...(this.values.get(name + suffix) ?? [])].map(
            ([labels, value]) => `${name}${suffix}${labels} ${value}`,
          ),
        ),
        "",
      ])
      .join("\n");
  }

  private change(
    name: string,
    labels: Readonly<Record<string, string>>,
    to: (value: number) => number,
  ): void {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    const key = pairs.length > 0 ? `{${pairs.join(",")}}` : "";
    const series = this.values.get(name) ?? new Map<string, number>();
    series.set(key, to(series.get(key) ?? 0));
    this.values.set(name, series);
  }
}
