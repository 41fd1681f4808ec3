import { join } from "node:path";
import { dataFile } from "../data-file";
import type { Finding } from "./scanners";

/** Findings that are meant to be, as exceptions.yaml says. */
interface ScannerException {
  readonly checks: readonly string[];
  readonly objects: readonly string[];
  readonly reason: string;
}

const all = dataFile(join(__dirname, "exceptions.yaml")) as readonly ScannerException[];

/** Throws the findings that have no exception, and the exceptions that have no finding. */
export function refuseUnlessAccepted(findings: readonly Finding[], exceptions = all): void {
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
