/** Something that a reviewer must not miss. */
export interface Risk {
  /** By a danger data, access or service may be lost, or the apply is refused. A caution is to be looked at twice. */
  readonly level: "danger" | "caution";
  /** The object, or the pods, that it is about. */
  readonly where: string;
  readonly what: string;
}

export type Told = Omit<Risk, "where">;

export const danger = (what: string): Told => ({ level: "danger", what });
export const caution = (what: string): Told => ({ level: "caution", what });

/** A value for a line of text. */
export const show = (value: unknown) =>
  value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
