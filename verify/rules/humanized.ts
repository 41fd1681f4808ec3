/** Go's `%.4g`, as far as values of alerts go. */
const fourDigits = (value: number) => String(Number(value.toPrecision(4)));

/** As Prometheus' templates write a share: `6%`. */
export const humanizePercentage = (share: number) => `${fourDigits(share * 100)}%`;

/** As Prometheus' templates write a number: `1.025G`. */
export function humanize(value: number): string {
  const power = Math.min(Math.floor(Math.log10(value) / 3), 4);
  return `${fourDigits(value / 1000 ** power)}${["", "k", "M", "G", "T"][power]!}`;
}

/** As Prometheus' templates write a time: `12d 23h 0m 0s`, `1.5s`, `750ms`. */
export function humanizeDuration(seconds: number): string {
  if (seconds < 1) return `${fourDigits(seconds * 1000)}ms`;
  if (seconds < 60) return `${fourDigits(seconds)}s`;
  const parts = [
    `${Math.floor(seconds / 86_400)}d`,
    `${Math.floor(seconds / 3600) % 24}h`,
    `${Math.floor(seconds / 60) % 60}m`,
    `${Math.floor(seconds) % 60}s`,
  ];
  return parts.slice(parts.findIndex((part) => !part.startsWith("0"))).join(" ");
}
