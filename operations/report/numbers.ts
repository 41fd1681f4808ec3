/** Cores with at most three decimals: `5.75`. */
export const formatCores = (cores: number) => String(Math.round(cores * 1000) / 1000);

/** Bytes in GiB with at most two decimals: `17.5Gi`. */
export const formatBytes = (bytes: number) => `${String(Math.round((bytes / 2 ** 30) * 100) / 100)}Gi`;

/** A number with its sign: `+3`, `-1`, `0`. */
export const formatChange = (change: number) =>
  `${change > 0 ? "+" : ""}${String(Math.round(change * 100) / 100)}`;
