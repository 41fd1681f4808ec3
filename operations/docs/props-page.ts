import { join } from "node:path";
import * as ts from "typescript";
import { root } from "../root";
import { markdownTable } from "../report/table";
import type { GeneratedFile } from "./generated-file";

/** One prop of an environment, as an editor shows it. */
export interface Prop {
  /** `api.exposure (ingress).className` */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** What follows `@default`. */
  readonly statedDefault: string | undefined;
  readonly text: string;
}

const file = "environments/shape/environment.ts";

function compile(): { readonly checker: ts.TypeChecker; readonly props: ts.Type } {
  const config = ts.readConfigFile(join(root, "tsconfig.synth.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const program = ts.createProgram([join(root, file)], { ...options, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(root, file));
  const module = source && checker.getSymbolAtLocation(source);
  const exports = module ? checker.getExportsOfModule(module) : [];
  const symbol = exports.find(({ name }) => name === "EnvironmentProps");
  if (!symbol) throw new Error(`${file} exports no EnvironmentProps`);
  return { checker, props: checker.getDeclaredTypeOfSymbol(symbol) };
}

/** Every prop of an environment, each object's own before those below it. A shape that many share is listed where it is met first. */
export function environmentPropList(): Prop[] {
  const { checker, props } = compile();
  const listed = new Map<ts.Node | undefined, string>();

  // `{ config }` in a schema is documented where `config` is declared.
  const textOf = (symbol: ts.Symbol): string => {
    const declared =
      symbol.declarations?.map((node) => checker.getShorthandAssignmentValueSymbol(node)) ?? [];
    const documented = [symbol, ...declared].map((symbol) => symbol?.getDocumentationComment(checker));
    return ts.displayPartsToString(documented.find((parts) => parts?.length));
  };

  const literalOf = (type: ts.Type): string | undefined =>
    checker
      .getPropertiesOfType(type)
      .map((symbol) => checker.getTypeOfSymbol(symbol))
      .find((type) => type.isStringLiteral())?.value;

  function below(type: ts.Type, path: string): { readonly type: string; readonly rows: readonly Prop[] } {
    const element = checker.isArrayType(type)
      ? checker.getIndexTypeOfType(type, ts.IndexKind.Number)
      : undefined;
    if (element) {
      const items = below(element, `${path}[]`);
      return { type: `list of ${items.type}`, rows: items.rows };
    }
    const variants = type.isUnion() ? type.types.filter((type) => literalOf(type) !== undefined) : [];
    if (variants.length > 0) {
      return {
        type: "one of several",
        rows: variants.flatMap((variant) => rowsOf(variant, `${path} (${literalOf(variant) ?? ""})`)),
      };
    }
    const [first] = type.flags & ts.TypeFlags.Object ? checker.getPropertiesOfType(type) : [];
    if (!first) return { type: checker.typeToString(type), rows: [] };
    const declaration = first.declarations?.[0];
    const seen = listed.get(declaration);
    if (seen !== undefined) return { type: `as \`${seen}\``, rows: [] };
    listed.set(declaration, path);
    return { type: "object", rows: rowsOf(type, path) };
  }

  function rowsOf(owner: ts.Type, path: string): Prop[] {
    return checker.getPropertiesOfType(owner).flatMap((symbol): Prop[] => {
      const own = path === "" ? symbol.name : `${path}.${symbol.name}`;
      const { type, rows } = below(checker.getNonNullableType(checker.getTypeOfSymbol(symbol)), own);
      const tag = symbol.getJsDocTags(checker).find(({ name }) => name === "default");
      const prop = {
        path: own,
        type,
        required: (symbol.flags & ts.SymbolFlags.Optional) === 0,
        statedDefault: tag && ts.displayPartsToString(tag.text),
        text: textOf(symbol),
      };
      return [prop, ...rows];
    });
  }

  return rowsOf(props, "");
}

/** `docs/props.md`: every prop with its type, default and docstring. */
export function propsPage(props: readonly Prop[] = environmentPropList()): GeneratedFile {
  const rows = props.map(({ path, type, required, statedDefault = "", text }) => [
    `\`${path}\``,
    type,
    required ? "**required**" : statedDefault,
    text,
  ]);
  const content = [
    "<!-- Made from docstrings by `npm run docs`. Change them, not this page. -->",
    "# Props of an environment",
    "Everything that a file under `environments/` may say, as an editor shows it. A value of the wrong form is refused with a\nmessage that says what is right.",
    markdownTable(["prop", "type", "default", "what it is"], rows),
    "",
  ];
  return { file: "docs/props.md", content: content.join("\n\n") };
}
