import * as ts from "typescript";

/** A piece of a file, and what stands there instead. */
type Edit = readonly [from: number, to: number, text: string];

/** `eu-west` → `euWest`. What JavaScript takes for a number or a word of its own gets another before it. */
function identifier(name: string): string {
  const camel = name.replaceAll(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
  const isTaken = /^\d/.test(camel) || ts.identifierToKeywordKind(ts.factory.createIdentifier(camel));
  return isTaken ? `environment${camel.slice(0, 1).toUpperCase()}${camel.slice(1)}` : camel;
}

/** The object that a value is, or what a function such as `autoscaled` is called with. */
function objectIn(node: ts.Node | undefined): ts.ObjectLiteralExpression | undefined {
  const value = node && ts.isCallExpression(node) ? node.arguments[0] : node;
  return value && ts.isObjectLiteralExpression(value) ? value : undefined;
}

function editOf(
  object: ts.ObjectLiteralExpression,
  [key = "", ...below]: readonly string[],
  value: unknown,
): Edit {
  const found = object.properties.find(({ name }) => name && "text" in name && name.text === key);
  const initializer = found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
  const inner = objectIn(initializer);
  if (inner && below.length > 0) return editOf(inner, below, value);
  if (found && value === undefined) {
    const comma = object.getSourceFile().text.startsWith(",", found.end) ? 1 : 0;
    return [found.getFullStart(), found.end + comma, ""];
  }
  const text = below.reduceRight((rest, one) => `{ ${one}: ${rest} }`, JSON.stringify(value));
  if (initializer) return [initializer.getStart(), initializer.end, text];
  const last = object.properties.at(-1);
  const place = last?.end ?? object.getStart() + 1;
  return [place, place, `${last ? "," : ""} ${key}: ${text}`];
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
  const edits = Object.entries({ name, ...values }).map(([path, value]) =>
    editOf(object, path.split("."), value),
  );
  return [...edits, [declared.name.getStart(), declared.name.end, identifier(name)] as const]
    .sort(([a], [b]) => b - a)
    .reduce((text, [from, to, piece]) => text.slice(0, from) + piece + text.slice(to), source);
}
