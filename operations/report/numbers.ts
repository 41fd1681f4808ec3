/** Cores with at most three decimals: `5.75`. */
export const formatCores = (cores: number) => String(Math.round(cores * 1000) / 1000);

/** Bytes in GiB with at most two decimals: `17.5Gi`. */
export const formatBytes = (bytes: number) => `${String(Math.round((bytes / 2 ** 30) * 100) / 100)}Gi`;

/** From one to the other; one of them where both look alike: `5 – 20`. */
export function range<T>(min: T, max: T, format: (value: T) => string = String): string {
  const [low, high] = [format(min), format(max)];
  return low === high ? low : `${low} – ${high}`;
}

const signed = (change: number, rounded: string) => `${change > 0 ? "+" : ""}${rounded}`;

/** More or fewer cores, as exact as they are shown: `+0.025`, `-1`, `0`. */
export const formatCoresChange = (change: number) => signed(change, formatCores(change));

/** More or less GiB, as exact as they are shown: `+6.38Gi`, `-1Gi`, `0Gi`. */
export const formatGibChange = (change: number) => signed(change, formatBytes(change * 2 ** 30));
