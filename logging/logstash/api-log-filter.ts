import { type JsonField, type LogField, logFieldEntries, logFields } from "../../contracts/log-fields";
import { capture, definitionsFor, linePatterns } from "./line-patterns";
import type { Branch, Condition, FieldReference, FilterStage, GrokStage } from "./stage";

export interface ApiLogFilterProps {
  /** Environment that the lines come from. */
  readonly environment: string;

  /** Name for lines whose pod has no `app.kubernetes.io/name`. */
  readonly service: string;
}

const timestamp: FieldReference = "[@metadata][timestamp]";
const appLabel: FieldReference = "[kubernetes][labels][app_kubernetes_io/name]";

/** What a JSON line holds, until its fields have moved to where the contract has them. */
const parsed: FieldReference = "[extra]";

/** `fields.message` → `[extra][fields][message]`. */
const inJson = (path: string): FieldReference =>
  `${parsed}${path
    .split(".")
    .map((key) => `[${key}]`)
    .join("")}` as FieldReference;

const isText = (field: FieldReference): Condition => ({ field, matches: "\\A" });

function grok(
  field: FieldReference,
  patterns: readonly [string, ...string[]],
  more: Pick<GrokStage, "why" | "overwrite"> = {},
): GrokStage {
  return { stage: "grok", field, patterns, definitions: definitionsFor(patterns), ...more };
}

const rename = (fields: Record<FieldReference, FieldReference>, why?: string): FilterStage => ({
  stage: "mutate",
  change: { rename: fields },
  ...(why !== undefined && { why }),
});

const set = (field: FieldReference, value: string, why?: string): FilterStage => ({
  stage: "mutate",
  change: { replace: { [field]: value } },
  ...(why !== undefined && { why }),
});

const jsonFields = logFieldEntries.filter(
  ([, { json }]: readonly [string, LogField]) => json !== undefined,
) as [JsonField, LogField][];

/** Fields that decide something below, so what they hold is checked before it is believed. */
const checkedJsonFields: readonly JsonField[] = [
  "message",
  "log_level",
  "path",
  "status",
  "error_message",
  "stack_trace",
];

/** Moves the fields of a JSON line to their names in the contract. The best of several names wins, the rest stays in `extra`. */
function jsonStages(): FilterStage[] {
  const plain = jsonFields.filter(([name]) => !checkedJsonFields.includes(name));
  const first = Object.fromEntries(
    plain.map(([name, { json = [] }]) => [inJson(json[0] ?? name), `[${name}]`]),
  );
  const aliases = plain.flatMap(([name, { json = [] }]) =>
    json.slice(1).map((alias): FilterStage => ({
      stage: "choose",
      branches: [
        {
          when: { all: [{ lacks: `[${name}]` }, { has: inJson(alias) }] },
          then: [rename({ [inJson(alias)]: `[${name}]` })],
        },
      ],
    })),
  );
  const textual = (
    name: "message" | "log_level" | "path" | "error_message" | "stack_trace",
  ): FilterStage => ({
    stage: "choose",
    branches: logFields[name].json.map((alias): Branch<FilterStage> => ({
      when: isText(inJson(alias)),
      then: [rename({ [inJson(alias)]: `[${name}]` })],
    })) as unknown as [Branch<FilterStage>],
  });
  const status: FilterStage = {
    stage: "choose",
    why: "A status that is none stays in extra; a number and its text are both read.",
    branches: logFields.status.json.map((alias): Branch<FilterStage> => ({
      when: { has: inJson(alias) },
      then: [
        grok(inJson(alias), [`\\A${capture("status")}\\z`]),
        {
          stage: "choose",
          branches: [
            { when: { has: "[status]" }, then: [{ stage: "mutate", change: { remove: [inJson(alias)] } }] },
          ],
        },
      ],
    })) as unknown as [Branch<FilterStage>],
  };
  return [
    rename(first as Record<FieldReference, FieldReference>, "The contract's fields, each by its first name."),
    ...aliases,
    textual("message"),
    textual("log_level"),
    textual("path"),
    textual("error_message"),
    textual("stack_trace"),
    status,
    {
      stage: "choose",
      branches: (["timestamp", "ts", "time", "@timestamp"] as const).map((name) => ({
        when: isText(inJson(name)),
        then: [rename({ [inJson(name)]: timestamp })],
      })) as unknown as [Branch<FilterStage>],
    },
  ];
}

const raise = (severity: string, when: Condition): FilterStage => ({
  stage: "choose",
  branches: [{ when, then: [set("[severity]", severity)] }],
});

const errorLevels = ["ERROR", "CRITICAL", "FATAL"];
const warningLevels = ["WARN", "WARNING"];

/** Turns what Filebeat ships into documents of the contract. Nothing is dropped: what can't be read is kept as text. */
export function apiLogFilter({ environment, service }: ApiLogFilterProps): FilterStage[] {
  return [
    {
      stage: "fingerprint",
      why: "A line that is sent twice, as after a restart, gets the same id and is stored once.",
      sources: [
        "[log][file][path]",
        "[log][file][fingerprint]",
        "[log][offset]",
        "[@timestamp]",
        "[message]",
      ],
      target: "[@metadata][id]",
    },
    {
      stage: "mutate",
      why: "The shipper's own particulars.",
      change: { remove: ["[agent]", "[ecs]", "[input]", "[event]", "[@version]"] },
    },
    {
      stage: "mutate",
      change: { removeTags: ["beats_input_codec_plain_applied", "beats_input_raw_event"] },
    },
    grok("[message]", ["\\A(?<message>[^\\n]*+)\\n(?<stack_trace>(?m:.++))\\z"], {
      why: "Lines that the shipper joined: the first one is the message, the others are its stack trace.",
      overwrite: ["[message]"],
    }),

    {
      stage: "choose",
      why: "JSON or plain. What only looks like JSON is read as plain text.",
      branches: [
        {
          when: { field: "[message]", matches: "\\A[ \\t]{0,8}\\{" },
          then: [{ stage: "json", source: "[message]", target: parsed }],
        },
      ],
    },
    {
      stage: "choose",
      branches: [{ when: { has: parsed }, then: [set("[log_shape]", "json"), ...jsonStages()] }],
      otherwise: [
        grok("[message]", [
          linePatterns.access,
          linePatterns.request,
          linePatterns.inference,
          linePatterns.application,
        ]),
        {
          stage: "choose",
          branches: [
            {
              when: { any: [{ has: "[predicted_family]" }, { has: "[confidence]" }] },
              then: [set("[log_shape]", "inference")],
            },
            { when: { has: "[status]" }, then: [set("[log_shape]", "access")] },
            { when: { has: "[log_level]" }, then: [set("[log_shape]", "application")] },
          ],
          otherwise: [set("[log_shape]", "text")],
        },
      ],
    },
    {
      stage: "choose",
      why: "The line's own time; without one the time at which the container runtime took it.",
      branches: [
        {
          when: { has: timestamp },
          then: [
            {
              stage: "date",
              field: timestamp,
              formats: ["ISO8601", "dd/MMM/yyyy:HH:mm:ss Z"],
              tagOnFailure: "_timestamp_unparsed",
            },
          ],
        },
      ],
    },
    {
      stage: "choose",
      branches: [
        {
          when: { all: [{ has: "[path]" }, { lacks: "[endpoint]" }] },
          then: [grok("[path]", [`\\A${capture("endpoint")}`])],
        },
      ],
    },
    {
      stage: "choose",
      branches: [
        {
          when: { has: "[stack_trace]" },
          then: [
            grok(
              "[stack_trace]",
              [`^(?:Caused by: )?+${capture("error_type")}: ${capture("error_message")}`],
              { why: "The error that a stack trace ends or begins with." },
            ),
          ],
        },
      ],
    },

    { stage: "mutate", change: { uppercase: ["[log_level]"] } },
    set("[severity]", "INFO", "Severity: the worse of what status and level say."),
    raise("WARN", { field: "[log_level]", is: warningLevels }),
    {
      stage: "choose",
      branches: [
        {
          when: { has: "[status]" },
          then: [
            raise("WARN", { field: "[status]", atLeast: 400 }),
            raise("ERROR", { field: "[status]", atLeast: 500 }),
          ],
        },
      ],
    },
    raise("ERROR", {
      any: [
        { field: "[log_level]", is: errorLevels },
        { has: "[error_type]" },
        { field: "[message]", matches: "panicked at|Traceback \\(most recent call last\\)" },
      ],
    }),

    set("[environment]", environment, "Whose line it is."),
    {
      stage: "choose",
      branches: [{ when: { has: appLabel }, then: [set("[service]", `%{${appLabel}}`)] }],
      otherwise: [set("[service]", service)],
    },
    {
      stage: "choose",
      branches: [
        {
          when: { has: "[container][image][name]" },
          then: [grok("[container][image][name]", [`:${capture("version")}(?:@[^\\n]++)?+\\z`])],
        },
      ],
    },
  ];
}
