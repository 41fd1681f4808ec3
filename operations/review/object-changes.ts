import { structuredPatch } from "diff";
import microdiff from "microdiff";
import { parse } from "yaml";
import { type Manifest, describe } from "../../lib/synth/manifest";
import { keyed, unkeyed } from "./keyed";

/** One field that differs. */
export interface FieldChange {
  /** `spec.template.spec.containers[fingerprint-api].image` */
  readonly path: string;
  /** Undefined where the field is new. */
  readonly before: unknown;
  /** Undefined where the field is gone. */
  readonly after: unknown;
}

/** One object that came, went or differs. */
export interface ObjectChange {
  /** `Deployment fingerprint/fingerprint-api` */
  readonly object: string;
  readonly before?: Manifest;
  readonly after?: Manifest;
  /** Empty for an object that came or went as a whole. */
  readonly fields: readonly FieldChange[];
}

/** Configuration files within a ConfigMap are compared by what they say. */
function withParsedFiles(manifest: Manifest): unknown {
  if (manifest.kind !== "ConfigMap") return manifest;
  const data = Object.entries((manifest["data"] ?? {}) as Record<string, string>).map(([name, text]) => {
    if (!/\.(ya?ml|json)$/.test(name)) return [name, text];
    try {
      return [name, parse(text) as unknown];
    } catch {
      return [name, text];
    }
  });
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
  const lines = structuredPatch("", "", before, after, "", "", { context: 0 }).hunks.flatMap(
    ({ lines }) => lines,
  );
  const marked = (mark: string) =>
    lines
      .filter((line) => line.startsWith(mark))
      .map((line) => line.slice(1).trim())
      .join("\n");
  return { path, before: marked("-"), after: marked("+") };
}

function fieldChanges(before: Manifest, after: Manifest): FieldChange[] {
  // Most objects are the same, and reading the files in them is what takes long.
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, current] = [withParsedFiles(before), withParsedFiles(after)];
  const [keyedOld, keyedCurrent] = keyed(old, current);
  const changes = microdiff(keyedOld as object, keyedCurrent as object).map((difference): FieldChange => {
    const path = pathOf(difference.path);
    const was = "oldValue" in difference ? unkeyed(difference.oldValue) : undefined;
    const is = "value" in difference ? unkeyed(difference.value) : undefined;
    return isText(was) && isText(is) ? textChange(path, was, is) : { path, before: was, after: is };
  });
  if (changes.length === 0 && JSON.stringify(old) !== JSON.stringify(current)) {
    return [{ path: "(the order of a list)", before: undefined, after: undefined }];
  }
  return changes;
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
