/** Fields that tell the items of a list apart, in the order in which they are tried. */
const identities = [
  "name",
  "alert",
  "record",
  "job_name",
  "uid",
  "id",
  "refId",
  "mountPath",
  "secretKey",
  "key",
  "containerPort",
  "topologyKey",
];

const valueOf = (item: unknown, field: string) => (item as Record<string, unknown> | null)?.[field];

/** The first field that all items have and that differs between all; failing that, one that they all have. */
function identityOf(list: readonly unknown[]): string | undefined {
  const shared = identities.filter((field) =>
    list.every((item) => ["string", "number"].includes(typeof valueOf(item, field))),
  );
  const distinct = (field: string) => new Set(list.map((item) => valueOf(item, field))).size === list.length;
  return shared.find(distinct) ?? shared[0];
}

/** How the items of two lists find each other: by their names; by their places where both are as long; else by what they are. */
function namesOf(
  one: readonly unknown[],
  other: readonly unknown[],
): (item: unknown, index: number) => string {
  const identity = identityOf([...one, ...other].filter((item) => item !== undefined));
  if (identity !== undefined) return (item) => String(valueOf(item, identity));
  const objects = [...one, ...other].every((item) => typeof item === "object");
  if (objects && one.length === other.length) return (_, index) => String(index);
  return (item) => (typeof item === "string" ? item : JSON.stringify(item));
}

function asObject(list: readonly unknown[], nameOf: (item: unknown, index: number) => string) {
  const seen = new Map<string, number>();
  return list.map((item, index): [string, unknown] => {
    const name = nameOf(item, index);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [times === 1 ? `[${name}]` : `[${name} #${String(times)}]`, item];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with these fields alone: `constructor` and the like are then names as any other. */
function bare(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.assign(Object.create(null) as Record<string, unknown>, Object.fromEntries(entries));
}

/**
 * Both values with lists turned into objects whose keys are the items' names,
 * in brackets: a diff then speaks of the item that came or went, not of every
 * item after it.
 */
export function keyed(before: unknown, after: unknown): [unknown, unknown] {
  const lists = [before, after].every((value) => Array.isArray(value) || value === undefined);
  if (lists && (Array.isArray(before) || Array.isArray(after))) {
    const [one, other] = [(before ?? []) as unknown[], (after ?? []) as unknown[]];
    const nameOf = namesOf(one, other);
    const pair = keyed(
      Object.fromEntries(asObject(one, nameOf)),
      Object.fromEntries(asObject(other, nameOf)),
    );
    return [before === undefined ? undefined : pair[0], after === undefined ? undefined : pair[1]];
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const own = (of: Record<string, unknown>, key: string) => (Object.hasOwn(of, key) ? of[key] : undefined);
    const pairs = keys.map((key) => [key, keyed(own(before, key), own(after, key))] as const);
    const side = (of: Record<string, unknown>, index: 0 | 1) =>
      bare(pairs.filter(([key]) => Object.hasOwn(of, key)).map(([key, pair]) => [key, pair[index]]));
    return [side(before, 0), side(after, 1)];
  }
  return [before, after];
}

/** The value as it was before `keyed`. */
export function unkeyed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unkeyed);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key]) => key.startsWith("["))
    ? entries.map(([, item]) => unkeyed(item))
    : Object.fromEntries(entries.map(([key, item]) => [key, unkeyed(item)]));
}
