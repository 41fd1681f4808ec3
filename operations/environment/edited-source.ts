import * as ts from "typescript";

/** A piece of a file, and what stands there instead. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** `eu-west` → `euWest`. What JavaScript takes for a number or a word of its own gets another before it. */
function identifier(name: string): string {
  const camel = name.replaceAll(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
  const isTaken = /^\d/.test(camel) || ts.identifierToKeywordKind(ts.factory.createIdentifier(camel));
  return isTaken ? `environment${camel.slice(0, 1).toUpperCase()}${camel.slice(1)}` : camel;
}

/** The object that a value is, or what a function such as `autoscaled` is called with. */
function objectIn(node: ts.Node | undefined): ts.ObjectLiteralExpression | undefined {
  if (node && ts.isCallExpression(node)) return objectIn(node.arguments[0]);
  return node && ts.isObjectLiteralExpression(node) ? node : undefined;
}

function replacement(
  object: ts.ObjectLiteralExpression,
  [key = "", ...below]: readonly string[],
  value: unknown,
): Replacement {
  const found = object.properties.find(({ name }) => name && "text" in name && name.text === key);
  const initializer = found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
  const inner = objectIn(initializer);
  if (inner && below.length > 0) return replacement(inner, below, value);
  const text = below.reduceRight((rest, one) => `{ ${one}: ${rest} }`, JSON.stringify(value));
  if (found && value === undefined) {
    const comma = object.getSourceFile().text.startsWith(",", found.end) ? 1 : 0;
    return { from: found.getFullStart(), to: found.end + comma, text: "" };
  }
  if (initializer) return { from: initializer.getStart(), to: initializer.end, text };
  const last = object.properties.at(-1);
  const place = last?.end ?? object.getStart() + 1;
  return { from: place, to: place, text: `${last ? "," : ""} ${key}: ${text}` };
}

/**
 * An environment's file with another name and other values at some dotted paths; all else stays as people wrote it.
 * What takes another length is Prettier's to break into lines.
 *
 * @throws where the file does not declare one environment by an object
 */
export function editedSource(
  source: string,
  name: string,
  values: Readonly<Record<string, unknown>>,
): string {
  const file = ts.createSourceFile("environment.ts", source, ts.ScriptTarget.Latest, true);
  const [declared] = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  const object = objectIn(declared?.initializer);
  if (!declared || !object) throw new Error("it declares no environment({ … })");
  const replacements = [
    { from: declared.name.getStart(), to: declared.name.end, text: identifier(name) },
    ...Object.entries({ name, ...values }).map(([path, value]) =>
      replacement(object, path.split("."), value),
    ),
  ].sort((a, b) => b.from - a.from);
  return replacements.reduce(
    (text, { from, to, text: piece }) => text.slice(0, from) + piece + text.slice(to),
    source,
  );
}
