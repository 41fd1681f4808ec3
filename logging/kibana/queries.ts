import { type LogFieldName, isLogField } from "../../contracts/log-fields";

/** A Lucene query on fields of the contract. */
export type LuceneQuery = string & { readonly lucene: true };

const query = (text: string) => text as LuceneQuery;

/** The field is exactly this word. */
export const is = (field: LogFieldName, word: string): LuceneQuery => query(`${field}:${word}`);

/** The field is exactly this text, which may hold slashes and spaces. */
export const isText = (field: LogFieldName, text: string): LuceneQuery =>
  query(`${field}:"${text.replaceAll(/[\\"]/g, "\\$&")}"`);

/** The number in the field is this or more. */
export const atLeast = (field: LogFieldName, least: number): LuceneQuery =>
  query(`${field}:[${String(least)} TO *]`);

/** The field is there. */
export const exists = (field: LogFieldName): LuceneQuery => query(`_exists_:${field}`);

/**
 * The fields that a Lucene query names: `name:` outside of quotes and
 * brackets, and what follows `_exists_:`.
 */
export function fieldsOf(text: string): string[] {
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/\/(?:[^/\\]|\\.)*\//g, "");
  const names = [...bare.matchAll(/(?:^|[\s(+!-])([\w@.]+):(?:([\w@.]+))?/g)];
  return names.map(([, name = "", value = ""]) => (name === "_exists_" ? value : name));
}

/** Fields that a query names and the contract does not have. */
export function unknownFields(text: string): string[] {
  return fieldsOf(text).filter((name) => !isLogField(name));
}
