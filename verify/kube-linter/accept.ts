import { parse } from "yaml";
import { lintExceptions } from "./exceptions";
import type { Finding } from "./lint";

interface Accepted {
  readonly check: string;
  readonly object: string;
}

/** Rejects with the findings that have no exception, and with the exceptions that have no finding. */
export function refuseUnlessAccepted(findings: readonly Finding[], exceptions = lintExceptions): void {
  const accepted: Accepted[] = exceptions.flatMap(({ check, objects }) =>
    objects.map((object) => ({ check, object })),
  );
  const means = (exception: Accepted, { check, object }: Finding) =>
    exception.check === check &&
    (exception.object.endsWith("*")
      ? object.startsWith(exception.object.slice(0, -1))
      : object === exception.object);
  const faults = [
    ...findings
      .filter((finding) => !accepted.some((exception) => means(exception, finding)))
      .map(({ message }) => message),
    ...accepted
      .filter((exception) => !findings.some((finding) => means(exception, finding)))
      .map(({ check, object }) => `the exception for ${check} on ${object} no longer occurs: remove it`),
  ];
  if (faults.length > 0) throw new Error(faults.join("\n"));
}

/** Rejects when a check is excluded with no comment above it, or above the group it stands in. */
export function requireReasons(text: string): void {
  const { checks } = parse(text) as { checks: { exclude: string[] } };
  const lines = text.split("\n").map((line) => line.trim());
  const without = checks.exclude.filter((name) => {
    const above = lines.slice(0, lines.indexOf(`- ${name}`)).reverse();
    return !above.find((line) => !line.startsWith("- "))?.startsWith("#");
  });
  if (without.length > 0)
    throw new Error(without.map((name) => `${name} is excluded without a reason`).join("\n"));
}
