import { createHash } from "node:crypto";
import type {
  Condition,
  DateStage,
  FieldReference,
  FilterStage,
  GrokStage,
  MutateStage,
  ThrottleStage,
} from "../../../logging/logstash/stage";
import { type CompiledGrok, compileGrok, matches } from "./grok";

export type LogEvent = Record<string, unknown>;

const keysOf = (field: string): string[] =>
  field.startsWith("[") ? field.slice(1, -1).split("][") : [field];

function get(event: LogEvent, field: string): unknown {
  return keysOf(field).reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as LogEvent)[key] : undefined),
    event,
  );
}

function set(event: LogEvent, field: string, value: unknown): void {
  const keys = keysOf(field);
  const last = keys.pop() ?? field;
  let at = event;
  for (const key of keys) at = (at[key] ??= {}) as LogEvent;
  at[last] = value;
}

function remove(event: LogEvent, field: string): void {
  const keys = keysOf(field);
  const last = keys.pop() ?? field;
  const at = keys.length === 0 ? event : get(event, `[${keys.join("][")}]`);
  if (typeof at === "object" && at !== null) Reflect.deleteProperty(at, last);
}

/** `%{[field]}` becomes the field's text, and stays as it is where there is none. */
function interpolate(event: LogEvent, text: string): string {
  return text.replaceAll(/%\{(\[[^}]+\])\}/g, (whole, field: string) => {
    const value = get(event, field);
    return value === undefined ? whole : typeof value === "string" ? value : JSON.stringify(value);
  });
}

const tag = (event: LogEvent, name: string) => {
  event["tags"] = [...((event["tags"] as string[] | undefined) ?? []), name];
};

/** What happens to events in between: state and compiled expressions of one filter section. */
export class FilterEvaluator {
  private readonly groks = new Map<GrokStage, CompiledGrok[]>();
  private readonly expressions = new Map<string, (text: string) => boolean>();
  private readonly counts = new Map<ThrottleStage, Map<string, number>>();

  /** The longest that one grok match took, in milliseconds of processor time: a busy machine is not a slow pattern. */
  slowestMatch = 0;

  constructor(private readonly stages: readonly FilterStage[]) {}

  /** @returns the event after all stages, or undefined where it was dropped */
  run(event: LogEvent): LogEvent | undefined {
    const copy = structuredClone(event);
    return this.all(this.stages, copy) ? copy : undefined;
  }

  private all(stages: readonly FilterStage[], event: LogEvent): boolean {
    return stages.every((stage) => this.one(stage, event));
  }

  private one(stage: FilterStage, event: LogEvent): boolean {
    switch (stage.stage) {
      case "grok":
        this.grok(stage, event);
        return true;
      case "json": {
        const source = get(event, stage.source);
        try {
          if (typeof source === "string") set(event, stage.target, JSON.parse(source));
        } catch {
          // skip_on_invalid_json leaves the event as it was.
        }
        return true;
      }
      case "mutate":
        mutate(stage, event);
        return true;
      case "date":
        date(stage, event);
        return true;
      case "fingerprint": {
        const text = stage.sources.map((field) => `|${field}|${JSON.stringify(get(event, field))}`).join("");
        set(event, stage.target, createHash("sha256").update(text).digest("hex"));
        return true;
      }
      case "throttle": {
        const key = interpolate(event, stage.key);
        const counts = this.counts.get(stage) ?? new Map<string, number>();
        this.counts.set(stage, counts.set(key, (counts.get(key) ?? 0) + 1));
        if ((counts.get(key) ?? 0) > stage.most) set(event, stage.mark, "true");
        return true;
      }
      case "drop":
        return false;
      case "choose": {
        const branch = stage.branches.find(({ when }) => this.holds(when, event));
        return this.all(branch?.then ?? stage.otherwise ?? [], event);
      }
    }
  }

  private grok(stage: GrokStage, event: LogEvent) {
    let compiled = this.groks.get(stage);
    if (!compiled) {
      compiled = stage.patterns.map((pattern) => compileGrok(pattern, stage.definitions));
      this.groks.set(stage, compiled);
    }
    const input = get(event, stage.field);
    if (input === undefined) return;
    const text = typeof input === "string" ? input : JSON.stringify(input);
    for (const { match } of compiled) {
      const before = process.cpuUsage();
      const found = match(text);
      const { user, system } = process.cpuUsage(before);
      this.slowestMatch = Math.max(this.slowestMatch, (user + system) / 1000);
      if (!found) continue;
      for (const [field, value] of Object.entries(found)) {
        const old = get(event, field);
        const replaced = stage.overwrite?.some((name) => keysOf(name).join() === keysOf(field).join());
        set(event, field, old === undefined || replaced ? value : [old, value].flat());
      }
      return;
    }
  }

  private holds(condition: Condition, event: LogEvent): boolean {
    const present = (field: FieldReference) => {
      const value = get(event, field);
      return value !== undefined && value !== null && value !== false;
    };
    if ("has" in condition) return present(condition.has);
    if ("lacks" in condition) return !present(condition.lacks);
    if ("tagged" in condition) return ((event["tags"] ?? []) as string[]).includes(condition.tagged);
    if ("all" in condition) return condition.all.every((inner) => this.holds(inner, event));
    if ("any" in condition) return condition.any.some((inner) => this.holds(inner, event));
    const value = get(event, condition.field);
    if ("atLeast" in condition) {
      // Logstash ends the whole pipeline on a comparison of text with a number.
      if (typeof value !== "number")
        throw new Error(`${condition.field} is compared with a number and is ${String(value)}`);
      return value >= condition.atLeast;
    }
    if ("matches" in condition) {
      let test = this.expressions.get(condition.matches);
      if (!test) this.expressions.set(condition.matches, (test = matches(condition.matches)));
      return typeof value === "string" && test(value);
    }
    return typeof condition.is === "object" ? condition.is.includes(value as string) : value === condition.is;
  }
}

function mutate({ change }: MutateStage, event: LogEvent) {
  if ("rename" in change) {
    for (const [from, to] of Object.entries(change.rename)) {
      const value = get(event, from);
      if (value === undefined) continue;
      remove(event, from);
      set(event, to, value);
    }
  } else if ("replace" in change) {
    for (const [field, text] of Object.entries(change.replace)) set(event, field, interpolate(event, text));
  } else if ("copy" in change) {
    for (const [from, to] of Object.entries(change.copy)) {
      const value = get(event, from);
      if (value !== undefined) set(event, to, structuredClone(value));
    }
  } else if ("uppercase" in change) {
    for (const field of change.uppercase) {
      const value = get(event, field);
      if (typeof value === "string") set(event, field, value.toUpperCase());
    }
  } else if ("removeTags" in change) {
    const { tags } = event as { tags?: string[] };
    if (tags) event["tags"] = tags.filter((name) => !change.removeTags.includes(name));
  } else {
    for (const field of change.remove) remove(event, field);
  }
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The two formats that the pipeline uses. Times without a zone are UTC, as in the container. */
function parseDate(text: string, format: string): number {
  if (format === "ISO8601") {
    const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
    if (!match) return NaN;
    const [, day, time, fraction = "0", zone = "Z"] = match;
    return Date.parse(
      `${day ?? ""}T${time ?? ""}.${fraction.padEnd(3, "0").slice(0, 3)}${zone.replace(/(\d\d)(\d\d)$/, "$1:$2")}`,
    );
  }
  if (format === "dd/MMM/yyyy:HH:mm:ss Z") {
    const match = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
    if (!match) return NaN;
    const [, day, month = "", year, time, hours, minutes] = match;
    const number = String(months.indexOf(month) + 1).padStart(2, "0");
    return Date.parse(`${year ?? ""}-${number}-${day ?? ""}T${time ?? ""}${hours ?? ""}:${minutes ?? ""}`);
  }
  throw new Error(`the evaluator does not know the date format ${format}`);
}

function date(stage: DateStage, event: LogEvent) {
  const value = get(event, stage.field);
  const time = stage.formats
    .map((format) => parseDate(String(value), format))
    .find((parsed) => !Number.isNaN(parsed));
  if (time === undefined) tag(event, stage.tagOnFailure);
  else event["@timestamp"] = new Date(time).toISOString();
}
