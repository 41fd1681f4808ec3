/**
 * How many times faster than in the cluster everything runs here: scraping,
 * evaluating, waiting, grouping, repeating. One factor for every duration of the
 * configuration, so that their proportions stay. 15 s become 1 s, 5 minutes become 20 s.
 */
export const timeScale = 15;

const units = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;
const duration = /^(\d+)(ms|s|m|h|d)$/;

/** Seconds that a duration of the cluster takes here. */
export function scaledSeconds(text: string): number {
  const [, number, unit] = duration.exec(text) ?? [];
  if (number === undefined) throw new Error(`${text} is no duration`);
  return (Number(number) * units[unit as keyof typeof units]) / timeScale;
}

/** A duration in the run's time: `"5m"` → `"20000ms"`. */
export const scaled = (text: string): string => `${Math.round(scaledSeconds(text) * 1000)}ms`;

/** A configuration with every duration scaled, those inside of queries too. */
export const scaleDurations = <Config>(config: Config): Config =>
  JSON.parse(JSON.stringify(config), (_, value: unknown) => {
    if (typeof value !== "string") return value;
    if (duration.test(value)) return scaled(value);
    return value.replace(/\[(\d+(?:ms|s|m|h|d))\]/g, (_, range: string) => `[${scaled(range)}]`);
  });
