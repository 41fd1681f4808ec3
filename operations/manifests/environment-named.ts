import { readEnvironments } from "../../environments/shape/read-environments";
import type { Environment } from "../../environments/shape/environment";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { UsageError } from "../report/command";

/**
 * An environment with its defaults filled in.
 *
 * @throws UsageError where there is none of this name
 */
export function environmentNamed(name: string): Environment {
  const { environments } = checkEnvironments(readEnvironments().declarations);
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  throw new UsageError(
    `${name}: no such environment, there is ${environments.map(({ name }) => name).join(", ")}`,
  );
}
