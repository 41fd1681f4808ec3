type Section = Record<string, unknown>;

/** A value with other values at some dotted paths. Undefined takes one away. */
export function withValues<T>(value: T, changes: Readonly<Record<string, unknown>>): T {
  const copy = structuredClone(value);
  for (const [path, change] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const parent = keys.reduce((node, key) => (node[key] ??= {}) as Section, copy as Section);
    if (change === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = change;
  }
  return copy;
}
