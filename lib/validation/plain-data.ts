import { messageOf } from "../message-of";
import type { Fault } from "./fault";

const isPlainObject = (value: object) => {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/**
 * A copy of what somebody wrote as data alone, so that whoever reads it next can't fail: what computes a value and throws,
 * what contains itself and what is no plain object become faults.
 *
 * @param path of the value, for the faults
 */
export const plainData = (value: unknown, path: string) => plain(() => value, path, []);

function plain(
  read: () => unknown,
  path: string,
  above: readonly object[],
): { readonly value: unknown; readonly faults: Fault[] } {
  const refused = (remedy: string, value?: object) => ({
    value: undefined,
    faults: [{ path, value, remedy }],
  });
  try {
    const value = read();
    if (typeof value !== "object" || value === null) return { value, faults: [] };
    if (above.includes(value)) return refused("contains itself: write out what is meant");
    if (!Array.isArray(value) && !isPlainObject(value)) {
      return refused("is no plain object or list: write { … } or [ … ]", value);
    }
    const copy: object = Array.isArray(value) ? [] : {};
    const faults = Object.keys(value).flatMap((key) => {
      // Every object has one already: as a key it would be lost without a word.
      if (key === "__proto__") return [{ path: `${path}.${key}`, remedy: "is no key: remove it" }];
      const child = plain(() => Reflect.get(value, key), `${path}.${key}`, [...above, value]);
      Reflect.set(copy, key, child.value);
      return child.faults;
    });
    return { value: copy, faults };
  } catch (error) {
    return refused(`can't be read: ${messageOf(error)}`);
  }
}
