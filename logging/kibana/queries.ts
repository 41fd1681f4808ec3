import { isLogField } from "../../contracts/log-fields";

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
