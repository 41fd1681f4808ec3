/** Something wrong with what the user wrote, in the user's terms. */
export interface Fault {
  /** Where it is, beginning with the environment: `production.api.replicas.min`, or a file's path. */
  readonly path: string;

  /** What stands there. Left out where there is no single value to show. */
  readonly value?: unknown;

  /** What is wrong, and how to mend it. */
  readonly remedy: string;

  /**
   * An error stops synth; a warning is printed and synth goes on.
   *
   * @default "error"
   */
  readonly level?: "error" | "warning";
}

/** One fault as one line: `production.api.replicas.min = 5: remedy`. */
export function faultLine({ path, value, remedy }: Fault): string {
  return value === undefined ? `${path}: ${remedy}` : `${path} = ${JSON.stringify(value)}: ${remedy}`;
}

/** True for faults that stop synth. */
export function isError(fault: Fault): boolean {
  return fault.level !== "warning";
}
