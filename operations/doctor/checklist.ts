import type { Environment } from "../../environments/shape/environment";
import { messageOf } from "../../lib/message-of";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { type Kubectl, NoAnswer } from "./kubectl";
import type { PrometheusClient } from "./prometheus-client";
import type { ServiceClient } from "./service-client";

export interface Patient {
  readonly environment: Environment;
  readonly manifests: EnvironmentManifests;
  readonly kubectl: Kubectl;
  readonly services: ServiceClient;
  readonly prometheus: PrometheusClient;
  /** The cluster where a version proves itself before it comes here; undefined where there is none. */
  readonly rehearsal: { readonly name: string; readonly kubectl: Kubectl } | undefined;
  /** What public DNS says of a host. */
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
  readonly now: Date;
}

export interface Finding {
  /** Unknown is what could not be looked at, and what only a person can tell. */
  readonly status: "pass" | "fail" | "unknown";
  readonly found: string;
  /** What to do about it; nothing to do for a pass. */
  readonly remedy?: string;
}

export interface Check {
  /** `M1` of the monitoring checklist, `P1` of the production checklist. */
  readonly id: string;
  readonly title: string;
  readonly look: (patient: Patient) => Promise<Finding>;
}

/** Points are numbered in the order of their list. */
export const checklist = (letter: "M" | "P", points: Readonly<Record<string, Check["look"]>>): Check[] =>
  Object.entries(points).map(([title, look], i) => ({ id: `${letter}${String(i + 1)}`, title, look }));

export const pass = (found: string): Finding => ({ status: "pass", found });
export const fail = (found: string, remedy: string): Finding => ({ status: "fail", found, remedy });
export const unknown = (found: string, remedy: string): Finding => ({ status: "unknown", found, remedy });

/** What was seen, and what to do about it unless it holds. */
export const must = (holds: boolean, found: string, remedy: string): Finding =>
  holds ? pass(found) : fail(found, remedy);

/** What every apply makes is gone, or was never applied. */
export const notThere = (what: string) =>
  fail(`${what} is not there`, "Apply the environment with deploy.sh.");

/** The worst of several findings, with all that is wrong in one line each; the given words if all pass. */
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

type Answer = Finding & Pick<Check, "id" | "title">;

async function answer({ id, title, look }: Check, patient: Patient): Promise<Answer> {
  try {
    return { id, title, ...(await look(patient)) };
  } catch (error) {
    // What could not be looked at is not known to be broken, and must not hide what the other checks see.
    const remedy =
      error instanceof NoAnswer
        ? `See whether it runs, and ask again as a user who may look: kubectl --context ${patient.kubectl.context}.`
        : "The answer was not what was expected; look yourself, and report it as a fault of the doctor.";
    return { id, title, ...unknown(messageOf(error), remedy) };
  }
}

export async function examine(checks: readonly Check[], patient: Patient): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const check of checks) answers.push(await answer(check, patient));
  return answers;
}

const marks = { pass: "✔ pass   ", fail: "✘ fail   ", unknown: "? unknown" } as const;

export function doctorReport(title: string, answers: readonly Answer[]): string {
  const count = (status: Answer["status"]) =>
    `${String(answers.filter((answer) => answer.status === status).length)} ${status}`;
  return [
    title,
    ...answers.flatMap(({ status, id, title, found, remedy }) => [
      `${marks[status]}  ${id.padEnd(3)}  ${title}: ${found}`,
      ...(remedy === undefined ? [] : [`                → ${remedy}`]),
    ]),
    [count("pass"), count("fail"), count("unknown")].join(", "),
  ].join("\n");
}
