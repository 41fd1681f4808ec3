import { z } from "zod";

declare module "zod" {
  interface GlobalMeta {
    /** The kind of value that a prop takes: what is wrong for one prop of a kind is wrong for all. */
    format?: string;
  }
}

/**
 * A format of text: the type catches what types can (a wrong unit does not
 * compile), the check catches the rest, and the remedy is what the user reads.
 *
 * @param name what props of this format have in common, told as the schema's metadata
 */
export function format<T extends string>(name: string, holds: (value: T) => boolean, remedy: string) {
  return (
    z
      // Not the last word on an environment: what is wrong elsewhere is told too.
      .custom<T>((value) => typeof value === "string" && holds(value as T), { error: remedy, abort: false })
      .meta({ format: name })
  );
}

/** One step of a DNS name, and the whole of most Kubernetes names. */
export const label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

export const matches = (pattern: RegExp) => (value: string) => pattern.test(value);

/** Props that belong together, each with a default: an environment may leave out all of them. */
export const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape).prefault({} as never);

type Shapes = readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];

/** One of several shapes of props, told by one of them. */
export const variants = <const Of extends Shapes>(by: string, error: string, shapes: Of) =>
  z.discriminatedUnion(by, shapes, { error });

/** A list without duplicates. */
export function listOf<T extends z.ZodType>(element: T, { atLeast = 0 }: { readonly atLeast?: number } = {}) {
  return z
    .array(element, { error: "must be a list, such as [ … ]" })
    .min(atLeast, { error: `must name at least ${String(atLeast)}` })
    .refine((values) => new Set(values).size === values.length, {
      error: "names something twice: leave one out",
    });
}
