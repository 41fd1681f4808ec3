/**
 * Name of an object that lies among other people's: one that no namespace of this program holds.
 * Another stack's `prometheus` is never met by `fingerprint-prometheus`.
 */
export function nameAmongOthers(name: string): string {
  return name.startsWith("fingerprint-") ? name : `fingerprint-${name}`;
}
