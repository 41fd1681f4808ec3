/** A list as Kubernetes stores it: an empty one is left out, or each server-side apply of it would count as a change. */
export function unlessEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list?.length ? list : undefined;
}
