/**
 * How many times faster than in the cluster everything runs here: scraping,
 * evaluating, waiting, grouping, repeating. One factor for every duration of the
 * configuration, so that their proportions stay. 15 s become 1 s, 5 minutes become 20 s.
 */
export const timeScale = 15;

const millis = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const duration = /^(\d+)(ms|s|m|h|d)$/;

/** A duration in the run's time: `"5m"` → `"20000ms"`. */
export function scaled(text: string): string {
  const match = duration.exec(text);
  if (!match) throw new Error(`${text} is no duration`);
  return `${Math.round((Number(match[1]) * millis[match[2] as keyof typeof millis]) / timeScale)}ms`;
}

/** Seconds that a duration of the cluster takes here. */
export function scaledSeconds(text: string): number {
  return Number(scaled(text).slice(0, -2)) / 1000;
}

function scaleWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scaleWithin);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, scaleWithin(child)]));
  }
  if (typeof value !== "string") return value;
  if (duration.test(value)) return scaled(value);
  return value.replace(/\[(\d+(?:ms|s|m|h|d))\]/g, (_, range: string) => `[${scaled(range)}]`);
}

/** A configuration with every duration scaled, those inside of queries too. */
export const scaleDurations = <Config>(config: Config): Config => scaleWithin(config) as Config;
