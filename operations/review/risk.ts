import type { FieldChange, ObjectChange } from "./object-changes";

/**
 * How much harm a change can do.
 *
 * - `danger`: data, access or service may be lost, or the apply is refused.
 * - `caution`: look twice.
 */
export type RiskLevel = "danger" | "caution";

/** Something that a reviewer must not miss. */
export interface Risk {
  readonly level: RiskLevel;
  /** The object, or the pods, that it is about. */
  readonly where: string;
  /** What changes, and what that means. */
  readonly what: string;
}

type Told = Omit<Risk, "where">;

/** Looks at one object's change and tells what is risky about it. */
export type RiskRule = (change: ObjectChange) => readonly Told[];

export const danger = (what: string): Told => ({ level: "danger", what });
export const caution = (what: string): Told => ({ level: "caution", what });

/** A rule about single fields: it is given each whose path fits, with what the pattern's groups caught. */
export const ofField =
  (
    pattern: RegExp,
    tell: (field: FieldChange, ...groups: string[]) => Told | readonly Told[] | false,
  ): RiskRule =>
  ({ fields }) =>
    fields
      .flatMap((field) => {
        const match = pattern.exec(field.path);
        return match ? tell(field, ...match.slice(1)) : false;
      })
      .filter((told) => told !== false);

/** A rule about fields that are no longer there, with what is lost by that. */
export const whenGone = (pattern: RegExp, loss: string) =>
  ofField(pattern, ({ path, after }) => after === undefined && danger(`${path} goes: ${loss}`));

/** A value for a line of text. */
export const show = (value: unknown) =>
  value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
