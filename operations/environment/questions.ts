import type { Environment } from "../../environments/shape/environment";
import { ownProps } from "../../environments/shape/shared-with-others";
import { valueAt } from "../../lib/validation/check";

/** A prop that a new environment is asked for, and what it might be: several words where it is a list. */
export type Question = ReturnType<typeof questionsAfter>[number];

/** Others may have it too, and seldom do: it stays as it was where nobody answers. */
export const issuer = "cluster.publicIssuer";

/** A new cluster is another one, of which little may be known yet: nobody is asked, and it is not taken over. */
const uid = "cluster.uid";

export const answerable: readonly string[] = [...ownProps, issuer];

function suggested(value: string, from: string, name: string): string {
  if (value.includes(from)) return value.replaceAll(from, name);
  return value.includes(".") ? value.replace(/^(https?:\/\/)?/, `$1${name}.`) : `${value}-${name}`;
}

/** What must be known of an environment that is made after another: all that the other has for itself. */
export function questionsAfter(from: Environment, name: string) {
  return answerable.flatMap((path) => {
    const values = [valueAt(from, path.split("."))]
      .flat()
      .filter((value): value is string => typeof value === "string" && value !== "");
    if (path === uid || values.length === 0) return [];
    const own = values.map((value) => suggested(value, from.name, name));
    return [{ path, suggestion: path === issuer ? values : own }];
  });
}

/** Answers as the props' values: a list where the prop is one. */
export function valuesOf(
  answers: Readonly<Record<string, readonly string[] | undefined>>,
  from: Environment,
): Record<string, unknown> {
  const values: Record<string, unknown> = from.cluster.uid === undefined ? {} : { [uid]: undefined };
  for (const [path, words] of Object.entries(answers))
    values[path] = Array.isArray(valueAt(from, path.split("."))) ? words : words?.[0];
  return values;
}
