/**
 * - `pass`: it was looked at, and it is as it should be.
 * - `fail`: it was looked at, and it is not.
 * - `unknown`: it could not be looked at, or only a person can tell.
 */
export type Status = "pass" | "fail" | "unknown";

/** The answer to one point of a checklist. */
export interface Finding {
  readonly status: Status;
  /** What was seen. */
  readonly found: string;
  /** What to do about it; nothing to do for a pass. */
  readonly remedy?: string;
}

export const pass = (found: string): Finding => ({ status: "pass", found });
export const fail = (found: string, remedy: string): Finding => ({ status: "fail", found, remedy });
export const unknown = (found: string, remedy: string): Finding => ({ status: "unknown", found, remedy });

/** What was seen, and what to do about it unless it holds. */
export const must = (holds: boolean, found: string, remedy: string): Finding =>
  holds ? pass(found) : fail(found, remedy);

/** What every apply makes is gone, or was never applied. */
export const notThere = (what: string) =>
  fail(`${what} is not there`, "Apply the environment with deploy.sh.");

/** The worst of several findings, with all that is wrong in one line each; the first one's words if all pass. */
export function worst(findings: readonly Finding[], whenAllPass: string): Finding {
  const bad = ["fail", "unknown"].flatMap((status) =>
    findings.filter((finding) => finding.status === status),
  );
  const [first] = bad;
  if (!first) return pass(whenAllPass);
  return {
    status: first.status,
    found: bad.map(({ found }) => found).join("; "),
    remedy: [...new Set(bad.flatMap(({ remedy }) => remedy ?? []))].join(" "),
  };
}
