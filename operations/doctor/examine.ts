import { messageOf } from "../../lib/message-of";
import type { Check, Patient } from "./check";
import { type Finding, unknown } from "./finding";
import { NoAnswer } from "./kubectl";

/** A check together with what it found. */
export interface Answer extends Finding {
  readonly id: string;
  readonly title: string;
}

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

/** Goes through checks, several at a time, and keeps their order. */
export async function examine(checks: readonly Check[], patient: Patient): Promise<Answer[]> {
  const answers: Answer[] = [];
  const width = 4;
  for (let i = 0; i < checks.length; i += width) {
    answers.push(...(await Promise.all(checks.slice(i, i + width).map((check) => answer(check, patient)))));
  }
  return answers;
}
