/** Members of a list, and places in it of what is there only sometimes. */
export type Sometimes<T> = readonly (T | false | undefined)[];

/** A list as Kubernetes stores it: an empty one is left out, or each server-side apply of it would count as a change. */
export function unlessEmpty<T>(list: Sometimes<T> | undefined): T[] | undefined {
  const members = list?.filter((member) => member !== false && member !== undefined) as T[] | undefined;
  return members?.length ? members : undefined;
}
