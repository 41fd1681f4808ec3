import { messageOf } from "../../lib/message-of";
import { type Check, type Finding, type Patient, unknown } from "./check";
import { NoAnswer } from "./kubectl";

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
