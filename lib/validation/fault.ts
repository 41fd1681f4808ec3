/** Something wrong with what the user wrote, in the user's terms. */
export interface Fault {
  /** Where it is, beginning with the environment: `production.api.replicas.min`, or a file's path. */
  readonly path: string;

  /** What stands there. Left out where there is no single value to show. */
  readonly value?: unknown;
  readonly remedy: string;

  /** An error stops synth; a warning is printed and synth goes on. @default "error" */
  readonly level?: "error" | "warning";
}

const longestShown = 120;

/** Characters that can't be seen, or look like others, by their numbers. */
const visible = (text: string) =>
  text.replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

function shown(value: unknown): string {
  const text = written(value);
  const { length } = text;
  return length <= longestShown ? text : `${text.slice(0, longestShown)}… (${String(length)} characters)`;
}

function written(value: unknown): string {
  switch (typeof value) {
    case "function":
      return "a function";
    case "bigint":
      return `${String(value)}n`;
    case "number":
    case "symbol":
      return String(value);
    case "object": {
      const kind = Object.prototype.toString.call(value).slice(8, -1);
      if (!["Object", "Array", "Null"].includes(kind)) return `a ${kind}`;
      return visible(JSON.stringify(value, (_, part: unknown) => (isJson(part) ? part : written(part))));
    }
    default:
      return visible(JSON.stringify(value));
  }
}

const isJson = (value: unknown) =>
  ["string", "boolean", "object"].includes(typeof value) || Number.isFinite(value);

/** One fault as one line: `production.api.replicas.min = 5: remedy`. */
export function faultLine({ path, value, remedy }: Fault): string {
  const place = visible(path);
  return value === undefined ? `${place}: ${remedy}` : `${place} = ${shown(value)}: ${remedy}`;
}

export function isError(fault: Fault): boolean {
  return fault.level !== "warning";
}
