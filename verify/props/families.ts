import { join } from "node:path";
import { dataFile } from "../data-file";

/** What belongs to a kind of value: what it takes, at its edges too, and what it has to refuse. */
export interface Family {
  readonly takes: readonly unknown[];
  /** Mistakes that people make with this kind, beside those that are wrong for any. */
  readonly refuses: readonly unknown[];
  /** Which of what is wrong for most kinds is right for this one, as a regular expression. @default none */
  readonly alsoTakes?: string;
  /** Values of other kinds that it takes. @default none */
  readonly alsoKinds?: readonly string[];
}

const file = dataFile(join(__dirname, "families.yaml")) as {
  readonly families: Readonly<Record<string, Family>>;
  readonly wrongTexts: readonly string[];
};

/** By the format's name, as the schema tells it. A list within a list stands for all that is in it. */
export const families: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries(file.families).map(([name, family]) => [
    name,
    { ...family, takes: family.takes.flat(), refuses: family.refuses.flat() },
  ]),
);

const cyclic: Record<string, unknown> = {};
cyclic["itself"] = cyclic;

/** What a format takes; nothing where there is none. */
export const takenBy = (format = ""): readonly unknown[] => families[format]?.takes ?? [];

/** Wrong wherever text of some format is meant. */
export const { wrongTexts } = file;

/** Wrong wherever something else is meant: by its kind. */
export const wrongKinds: readonly (readonly [kind: string, value: unknown])[] = [
  ["text", "five"],
  ["number", 42],
  ["number", Number.NaN],
  ["number", Number.POSITIVE_INFINITY],
  ["number", 0.5],
  ["boolean", true],
  ["null", null],
  ["object", {}],
  ["list", []],
  ["function", () => 1],
  ["bigint", 10n],
  ["symbol", Symbol("x")],
  ["object", cyclic],
  ["object", new Date(0)],
  ["object", new Map()],
];
