import { isLogField } from "../../contracts/log-fields";
import { format } from "../../lib/validation/format";

const withoutPhrases = (query: string) => query.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The fields that a Lucene query names: `name:` outside of quotes and brackets, and what follows `_exists_:`. */
export function fieldsOf(text: string): string[] {
  const bare = withoutPhrases(text).replaceAll(/\/(?:[^/\\]|\\.)*\//g, "");
  const names = [...bare.matchAll(/(?:^|[\s(+!-])([\w@.]+):(?:([\w@.]+))?/g)];
  return names.map(([, name = "", value = ""]) => (name === "_exists_" ? value : name));
}

export function unknownFields(text: string): string[] {
  return fieldsOf(text).filter((name) => !isLogField(name));
}

/** True where every bracket is closed in its turn. A range may be open at one end: `[1 TO 5}`. */
function isBalanced(query: string): boolean {
  const open: string[] = [];
  for (const [bracket] of query.replaceAll(/\\./g, "").matchAll(/[()[\]{}]/g)) {
    if (closing[bracket] !== undefined) open.push(bracket);
    else if (bracket === ")" ? open.pop() !== "(" : !["[", "{"].includes(open.pop() ?? "")) return false;
  }
  return open.length === 0;
}

/** A search in Lucene's language, as Kibana takes it. Elasticsearch would refuse one that is cut off. */
export const luceneQuery = format<string>(
  "luceneQuery",
  (value) => {
    const bare = withoutPhrases(value);
    return (
      value.trim() === value &&
      value !== "" &&
      value.length <= 2048 &&
      !/[\p{Cc}\p{Cf}]|\$[({]|\{\{/u.test(value) &&
      [/(?<!\\)"/g, /(?<!\\)\//g].every((mark) => (bare.match(mark) ?? []).length % 2 === 0) &&
      isBalanced(bare) &&
      !/^(AND|OR)\b|\b(AND|OR|NOT)$|:$|\b(AND|OR) +(AND|OR)\b/.test(bare)
    );
  },
  'is no Lucene query: close every quote and bracket, and let no AND, OR or NOT stand at the end, such as "log_level:error"',
);
