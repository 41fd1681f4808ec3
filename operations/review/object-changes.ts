import { structuredPatch } from "diff";
import microdiff from "microdiff";
import { parse } from "yaml";
import { type Manifest, describe } from "../../lib/synth/manifest";

export interface FieldChange {
  /** `spec.template.spec.containers[fingerprint-api].image` */
  readonly path: string;
  /** Undefined where the field is new. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface ObjectChange {
  /** `Deployment fingerprint/fingerprint-api` */
  readonly object: string;
  readonly before?: Manifest;
  readonly after?: Manifest;
  /** Empty for an object that came or went as a whole. */
  readonly fields: readonly FieldChange[];
}

/** Fields that tell the items of a list apart, in the order in which they are tried. */
const identities = [
  ...["name", "alert", "record", "job_name", "uid", "id", "refId", "mountPath", "secretKey", "key"],
  ...["containerPort", "topologyKey"],
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How the items of two lists find each other: by their names; by their places where both are as long; else by what they are. */
function namesOf(one: readonly unknown[], other: readonly unknown[]) {
  const all = [...one, ...other];
  const identity = identities.find((field) =>
    all.every((item) => isObject(item) && ["string", "number"].includes(typeof item[field])),
  );
  const byPlace = one.length === other.length && all.every((item) => typeof item === "object");
  return (item: unknown, index: number): string => {
    if (identity !== undefined && isObject(item)) return String(item[identity]);
    if (byPlace) return String(index);
    return typeof item === "string" ? item : JSON.stringify(item);
  };
}

function byName(list: readonly unknown[], nameOf: (item: unknown, index: number) => string) {
  const names = list.map(nameOf);
  const entries = names.map((name, index) => {
    const times = names.slice(0, index + 1).filter((other) => other === name).length;
    return [times === 1 ? `[${name}]` : `[${name} #${String(times)}]`, list[index]] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * A value whose lists are objects wherever the other side has a list as well; their keys are the items' names, in brackets.
 * A diff then speaks of the item that came or went, not of every item after it.
 */
function keyed(value: unknown, other: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(other)) {
    const nameOf = namesOf(value, other);
    return keyed(byName(value, nameOf), byName(other, nameOf));
  }
  if (!isObject(value) || !isObject(other)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, keyed(item, other[key])] as const);
  // `constructor` and the like are names as any other.
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
}

/** Configuration files within a ConfigMap are compared by what they say. */
function withParsedFiles(manifest: Manifest): unknown {
  if (manifest.kind !== "ConfigMap") return manifest;
  const files = Object.entries((manifest["data"] ?? {}) as Record<string, string>);
  const data = files.map(([name, text]) => [
    name,
    /\.(ya?ml|json)$/.test(name) ? (parse(text) as unknown) : text,
  ]);
  return { ...manifest, data: Object.fromEntries(data) as unknown };
}

function pathOf(steps: readonly (string | number)[]): string {
  return steps.reduce<string>((path, step) => {
    const key = String(step);
    if (key.startsWith("[")) return path + (/^\[[[{]/.test(key) ? "[…]" : key);
    return path === "" ? key : /[./]/.test(key) ? `${path}["${key}"]` : `${path}.${key}`;
  }, "");
}

const isText = (value: unknown): value is string => typeof value === "string" && value.includes("\n");

/** A long text is not shown twice: its lines that went, and its lines that came. */
function textChange(path: string, before: string, after: string): FieldChange {
  const { hunks } = structuredPatch("", "", before, after, "", "", { context: 0 });
  const marked = (mark: string) =>
    hunks
      .flatMap(({ lines }) => lines)
      .filter((line) => line.startsWith(mark))
      .map((line) => line.slice(1).trim())
      .join("\n");
  return { path, before: marked("-"), after: marked("+") };
}

function fieldChanges(before: Manifest, after: Manifest): FieldChange[] {
  // Most objects are the same, and reading the files in them is what takes long.
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, current] = [withParsedFiles(before), withParsedFiles(after)];
  const changes = microdiff(keyed(old, current) as object, keyed(current, old) as object);
  if (changes.length === 0 && JSON.stringify(old) !== JSON.stringify(current)) {
    return [{ path: "(the order of a list)", before: undefined, after: undefined }];
  }
  return changes.map((change): FieldChange => {
    const path = pathOf(change.path);
    const was: unknown = "oldValue" in change ? change.oldValue : undefined;
    const is: unknown = "value" in change ? change.value : undefined;
    return isText(was) && isText(is) ? textChange(path, was, is) : { path, before: was, after: is };
  });
}

/** Every object that differs between two sets, in the order of their names. */
export function objectChanges(before: readonly Manifest[], after: readonly Manifest[]): ObjectChange[] {
  const index = (manifests: readonly Manifest[]) =>
    new Map(manifests.map((manifest) => [describe(manifest), manifest]));
  const [old, current] = [index(before), index(after)];
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((object): ObjectChange[] => {
    const [was, is] = [old.get(object), current.get(object)];
    if (was && is) {
      const fields = fieldChanges(was, is);
      return fields.length === 0 ? [] : [{ object, before: was, after: is, fields }];
    }
    return [{ object, ...(was && { before: was }), ...(is && { after: is }), fields: [] }];
  });
}
