import type {
  ChoiceStage,
  Condition,
  FilterStage,
  MutateStage,
  OutputStage,
  Pipeline,
  Plugin,
  PluginValue,
} from "./stage";

const indent = (lines: readonly string[]) => lines.map((line) => (line === "" ? "" : `  ${line}`));

/** A reason as comment lines of at most 100 characters. */
function comment(reason: string | undefined): string[] {
  if (reason === undefined) return [];
  const lines: string[] = [];
  for (const word of reason.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 98) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}

/**
 * A string of the pipeline language. It has no escapes by default: a backslash
 * is a backslash, and text can't hold both kinds of quotes.
 *
 * @throws where it does, or has a line break
 */
function quote(text: string): string {
  if (/[\n\r]/.test(text)) throw new Error(`a pipeline's text can't hold a line break: ${text}`);
  if (!text.includes('"')) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  throw new Error(`a pipeline's text can't hold both kinds of quotes: ${text}`);
}

function value(of: PluginValue): string {
  if (typeof of === "string") return quote(of);
  if (typeof of === "number" || typeof of === "boolean") return String(of);
  if (isList(of)) return `[${of.map(quote).join(", ")}]`;
  return `{ ${Object.entries(of)
    .map(([key, entry]) => `${quote(key)} => ${value(entry)}`)
    .join(" ")} }`;
}

const isList = (of: PluginValue): of is readonly string[] => Array.isArray(of);

/** Long lists and maps stand one entry a line, so that a diff shows the entry that changed. */
function setting(name: string, of: PluginValue): string[] {
  const line = `${name} => ${value(of)}`;
  if (line.length <= 100 || typeof of !== "object") return [line];
  if (isList(of)) {
    const entries = of.map((entry, i) => quote(entry) + (i < of.length - 1 ? "," : ""));
    return [`${name} => [`, ...indent(entries), "]"];
  }
  const entries = Object.entries(of).flatMap(([key, entry]) => setting(quote(key), entry));
  return [`${name} => {`, ...indent(entries), "}"];
}

function plugin(name: string, settings: Readonly<Record<string, PluginValue>>, why?: string): string[] {
  const lines = Object.entries(settings).flatMap(([key, of]) => setting(key, of));
  if (lines.length === 0) return [...comment(why), `${name} {}`];
  return [...comment(why), `${name} {`, ...indent(lines), "}"];
}

/** A condition as Logstash writes it. */
export function renderCondition(condition: Condition): string {
  const nested = (inner: Condition) =>
    "all" in inner || "any" in inner ? `(${renderCondition(inner)})` : renderCondition(inner);
  if ("has" in condition) return condition.has;
  if ("lacks" in condition) return `!${condition.lacks}`;
  if ("tagged" in condition) return `${quote(condition.tagged)} in [tags]`;
  if ("all" in condition) return condition.all.map(nested).join(" and ");
  if ("any" in condition) return condition.any.map(nested).join(" or ");
  if ("atLeast" in condition) return `${condition.field} >= ${String(condition.atLeast)}`;
  if ("matches" in condition) return `${condition.field} =~ /${condition.matches.replaceAll("/", "\\/")}/`;
  const { field, is } = condition;
  return typeof is === "object" ? `${field} in [${is.map(quote).join(", ")}]` : `${field} == ${value(is)}`;
}

function choice<S>({ branches, otherwise, why }: ChoiceStage<S>, render: (stage: S) => string[]): string[] {
  const lines = branches.flatMap(({ when, then }, i) => [
    `${i === 0 ? "" : "} else "}if ${renderCondition(when)} {`,
    ...indent(then.flatMap(render)),
  ]);
  return [
    ...comment(why),
    ...lines,
    ...(otherwise ? ["} else {", ...indent(otherwise.flatMap(render))] : []),
    "}",
  ];
}

function mutate({ change }: MutateStage): Record<string, PluginValue> {
  if ("remove" in change) return { remove_field: change.remove };
  if ("removeTags" in change) return { remove_tag: change.removeTags };
  return change;
}

function filter(stage: FilterStage): string[] {
  switch (stage.stage) {
    case "grok":
      return plugin(
        "grok",
        {
          ...(Object.keys(stage.definitions).length > 0 && { pattern_definitions: stage.definitions }),
          match: { [stage.field]: stage.patterns.length === 1 ? stage.patterns[0] : stage.patterns },
          ...(stage.overwrite && { overwrite: stage.overwrite }),
          tag_on_failure: [],
          timeout_millis: 1000,
          tag_on_timeout: "_grok_timeout",
        },
        stage.why,
      );
    case "json":
      return plugin(
        "json",
        { source: stage.source, target: stage.target, skip_on_invalid_json: true },
        stage.why,
      );
    case "mutate":
      return plugin("mutate", mutate(stage), stage.why);
    case "date":
      return plugin(
        "date",
        { match: [stage.field, ...stage.formats], tag_on_failure: [stage.tagOnFailure] },
        stage.why,
      );
    case "fingerprint":
      return plugin(
        "fingerprint",
        { source: stage.sources, target: stage.target, method: "SHA256", concatenate_sources: true },
        stage.why,
      );
    case "throttle":
      return plugin(
        "throttle",
        {
          key: stage.key,
          after_count: stage.most,
          period: String(stage.periodSeconds),
          max_age: stage.periodSeconds * 2,
          max_counters: stage.maxKeys,
          add_field: { [stage.mark]: "true" },
        },
        stage.why,
      );
    case "drop":
      return plugin("drop", {}, stage.why);
    case "choose":
      return choice(stage, filter);
  }
}

function output(stage: OutputStage): string[] {
  return stage.stage === "choose" ? choice(stage, output) : plugin(stage.plugin, stage.settings, stage.why);
}

const separated = (blocks: readonly string[][]) =>
  blocks.flatMap((block, i) => (i === 0 ? block : ["", ...block]));

/** A pipeline as the text of its `.conf` file: stable, commented, readable. */
export function renderPipeline({ purpose, inputs, filters, outputs }: Pipeline): string {
  const section = (name: string, blocks: string[][]) =>
    blocks.length === 0 ? [] : ["", `${name} {`, ...indent(separated(blocks)), "}"];
  const input = (of: Plugin) => plugin(of.plugin, of.settings, of.why);
  return [
    ...comment(purpose),
    ...section("input", inputs.map(input)),
    ...section("filter", filters.map(filter)),
    ...section("output", outputs.map(output)),
    "",
  ].join("\n");
}
