import type { ObjectChange } from "./object-changes";

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

/** Looks at one object's change and tells what is risky about it. */
export type RiskRule = (change: ObjectChange) => readonly Omit<Risk, "where">[];

export const danger = (what: string): Omit<Risk, "where"> => ({ level: "danger", what });
export const caution = (what: string): Omit<Risk, "where"> => ({ level: "caution", what });

/** A value for a line of text. */
export const show = (value: unknown) =>
  value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
