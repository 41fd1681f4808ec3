import type { z } from "zod";
import * as formats from "../../lib/validation/formats";

/** A schema, as much of its inside as the reference tells. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly element?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
}

const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;

/** A schema without what says that it may be left out. */
export interface Unwrapped {
  readonly schema: z.ZodType;
  readonly definition: Definition;
  readonly optional: boolean;
  /** Undefined where there is none, and where the default is made of the defaults below it. */
  readonly defaultValue: unknown;
}

/** Takes defaults and optionality off a schema. */
export function unwrap(schema: z.ZodType): Unwrapped {
  const definition = definitionOf(schema);
  if (definition.innerType && ["default", "prefault", "optional"].includes(definition.type)) {
    const inner = unwrap(definition.innerType);
    const isEmpty = JSON.stringify(definition.defaultValue) === "{}" && definition.type === "prefault";
    return {
      ...inner,
      optional: true,
      defaultValue: isEmpty ? inner.defaultValue : (definition.defaultValue ?? inner.defaultValue),
    };
  }
  return { schema, definition, optional: false, defaultValue: undefined };
}

const formatNames = new Map<unknown, string>(Object.entries(formats).map(([name, format]) => [format, name]));

/** The name under which `formats.ts` exports this very schema. */
export const formatName = (schema: z.ZodType) => formatNames.get(schema);

function numberType(schema: z.ZodType): string {
  const { minValue, maxValue } = schema as unknown as { minValue: number | null; maxValue: number | null };
  const bounds = [
    ...(minValue !== null && minValue > Number.MIN_SAFE_INTEGER ? [`${String(minValue)} or more`] : []),
    ...(maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER ? [`at most ${String(maxValue)}`] : []),
  ];
  return ["whole number", ...bounds].join(", ");
}

/** The type of a prop in words. */
export function typeName(schema: z.ZodType): string {
  const { schema: bare, definition } = unwrap(schema);
  const named = formatName(bare);
  if (named !== undefined) return `[${named}](README.md#formats)`;
  const inner = (of: z.ZodType | undefined) => (of ? typeName(of) : "anything");
  switch (definition.type) {
    case "array":
      return `list of ${inner(definition.element)}`;
    case "record":
      return `map of ${inner(definition.keyType)} to ${inner(definition.valueType)}`;
    case "enum":
      return Object.values(definition.entries ?? {})
        .map((word) => `\`"${word}"\``)
        .join(", ");
    case "literal":
      return (definition.values ?? []).map((value) => `\`${JSON.stringify(value)}\``).join(", ");
    case "union":
      return definition.discriminator === undefined
        ? (definition.options ?? []).map(typeName).join(" or ")
        : `one of several, by \`${definition.discriminator}\``;
    case "number":
      return numberType(bare);
    case "string":
      return "text";
    default:
      return definition.type;
  }
}
