import { type JsonField, logFieldEntries, logFields } from "../../contracts/log-fields";

/** `fields.message` of a JSON line → `[extra][fields][message]`, where the pipeline puts what it parses. */
const inJson = (path: string) => `[extra][${path.replaceAll(".", "][")}]`;

/** Fields that decide something in the pipeline, so what they hold is checked before it is believed. */
const texts = ["message", "log_level", "path", "error_message", "stack_trace"] as const;
const checked: readonly JsonField[] = [...texts, "status"];

const unchecked = logFieldEntries.flatMap(([field, { json = [] }]) =>
  (checked as readonly string[]).includes(field)
    ? []
    : json.map((name, i) => ({ field, from: inJson(name), first: i === 0 })),
);

const namesOf = (field: (typeof checked)[number]) =>
  logFields[field].json.map((name, i) => ({ field, from: inJson(name), first: i === 0 }));

/** Where JSON lines have the contract's fields, as `main.conf` asks for them: the best of several names wins. */
export const jsonNames = {
  firstNames: unchecked.filter(({ first }) => first),
  otherNames: unchecked.filter(({ first }) => !first),
  texts: texts.map((field) => ({ names: namesOf(field) })),
  statusNames: namesOf("status").map(({ from, ...name }) => ({ ...name, from, text: `%{${from}}` })),
};
