import type { Answer } from "./examine";

const marks = { pass: "✔ pass   ", fail: "✘ fail   ", unknown: "? unknown" } as const;

function lines({ status, id, title, found, remedy }: Answer): string[] {
  return [
    `${marks[status]}  ${id.padEnd(3)}  ${title}: ${found}`,
    ...(remedy === undefined ? [] : [`                → ${remedy}`]),
  ];
}

/** The answers of a checklist for people. */
export function doctorReport(title: string, answers: readonly Answer[]): string {
  const count = (status: Answer["status"]) => answers.filter((answer) => answer.status === status).length;
  return [
    title,
    ...answers.flatMap(lines),
    `${String(count("pass"))} pass, ${String(count("fail"))} fail, ${String(count("unknown"))} unknown`,
  ].join("\n");
}
