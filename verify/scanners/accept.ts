import { type ScannerException, scannerExceptions } from "./exceptions";
import type { Finding } from "./finding";

/** Rejects with the findings that have no exception, and with the exceptions that have no finding. */
export function refuseUnlessAccepted(
  findings: readonly Finding[],
  exceptions: readonly ScannerException[] = scannerExceptions,
): void {
  const accepted = exceptions.flatMap(({ checks, objects }) =>
    checks.flatMap((check) => objects.map((object) => ({ check, object }))),
  );
  const means = (exception: (typeof accepted)[number], { check, object }: Finding) =>
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
