import { join } from "node:path";
import * as ts from "typescript";
import { root } from "../root";

/** What somebody wrote above a prop. */
export interface Docstring {
  readonly text: string;
  /** What follows `@default`. */
  readonly statedDefault: string | undefined;
}

/** Types and their docstrings, as the compiler sees them: the same text that an editor shows. */
export class Docstrings {
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;

  /** @param entry a source file, from the repository's root: it and all that it imports can be asked about */
  constructor(entry: string) {
    const config = ts.readConfigFile(join(root, "tsconfig.synth.json"), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
    this.program = ts.createProgram([join(root, entry)], options);
    this.checker = this.program.getTypeChecker();
  }

  private symbolsOf(file: string): ts.Symbol[] {
    const source = this.program.getSourceFile(join(root, file));
    const module = source && this.checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is no module of this program`);
    return this.checker.getExportsOfModule(module);
  }

  /** The docstring of each export of a file. */
  exports(file: string): Map<string, Docstring> {
    return new Map(this.symbolsOf(file).map((symbol) => [symbol.name, this.read(symbol)]));
  }

  /** A type that a file exports. */
  type(file: string, name: string): ts.Type {
    const symbol = this.symbolsOf(file).find((symbol) => symbol.name === name);
    if (!symbol) throw new Error(`${file} exports no ${name}`);
    return this.checker.getDeclaredTypeOfSymbol(symbol);
  }

  /** The type of a prop, and its docstring. */
  prop(type: ts.Type, name: string): { readonly type: ts.Type; readonly docstring: Docstring } {
    const symbol = this.checker.getPropertyOfType(type, name);
    if (!symbol) throw new Error(`${this.checker.typeToString(type)} has no prop ${name}`);
    return {
      type: this.checker.getNonNullableType(this.checker.getTypeOfSymbol(symbol)),
      docstring: this.read(symbol),
    };
  }

  /** The member of a union that has this text in its discriminating prop. */
  variant(type: ts.Type, discriminator: string, value: string): ts.Type {
    const members = type.isUnion() ? type.types : [type];
    const found = members.find((member) => {
      const symbol = this.checker.getPropertyOfType(member, discriminator);
      const literal = symbol && this.checker.getTypeOfSymbol(symbol);
      return literal?.isStringLiteral() && literal.value === value;
    });
    if (!found) throw new Error(`no variant has ${discriminator} "${value}"`);
    return found;
  }

  /** The type of a list's items. */
  element(type: ts.Type): ts.Type {
    return this.checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type;
  }

  /** `{ config }` in a schema is documented where `config` is declared. */
  private read(symbol: ts.Symbol): Docstring {
    const [declaration] = symbol.declarations ?? [];
    const shorthand =
      declaration && ts.isShorthandPropertyAssignment(declaration)
        ? this.checker.getShorthandAssignmentValueSymbol(declaration)
        : undefined;
    const own = symbol.getDocumentationComment(this.checker);
    const text = own.length > 0 ? own : (shorthand?.getDocumentationComment(this.checker) ?? []);
    const tag = [...symbol.getJsDocTags(this.checker), ...(shorthand?.getJsDocTags(this.checker) ?? [])].find(
      ({ name }) => name === "default",
    );
    return {
      text: ts.displayPartsToString(text),
      statedDefault: tag && ts.displayPartsToString(tag.text),
    };
  }
}
