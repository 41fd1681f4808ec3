import { readEnvironments } from "../../environments";
import type { Environment } from "../../environments/environment";
import { checkEnvironments } from "../../lib/validation/check-environments";
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
