import { UsageError } from "../operations/report/command";

/** The scenarios that `--only S1,S4` names. @throws an error that names those there are, for any other */
export function chooseScenarios<Scenario extends { readonly id: string }>(
  scenarios: readonly Scenario[],
  only: string,
): Scenario[] {
  const wanted = only.split(",").map((id) => id.trim().toUpperCase());
  const unknown = wanted.find((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown !== undefined)
    throw new UsageError(`--only ${unknown}: there is ${scenarios.map(({ id }) => id).join(", ")}`);
  return scenarios.filter(({ id }) => wanted.includes(id));
}
