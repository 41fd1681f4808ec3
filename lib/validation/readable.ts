/** Thrown when a prop is read that is itself at fault. */
class Unreadable extends Error {}

/**
 * The same value, but reading one of the faulty places throws, so that nobody draws conclusions from it.
 *
 * @param faulty dotted paths within the value
 */
export function guarded<T>(value: T, faulty: ReadonlySet<string>, path = ""): T {
  if (faulty.size === 0 || typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, key) => {
      const here = path === "" ? String(key) : `${path}.${String(key)}`;
      if (faulty.has(here)) throw new Unreadable(here);
      return guarded(Reflect.get(target, key) as unknown, faulty, here);
    },
  });
}

/** What is found without reading a faulty place, or nothing. */
export function whereReadable<T>(find: () => T[]): T[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}
