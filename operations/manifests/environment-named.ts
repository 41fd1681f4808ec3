import { readEnvironments } from "../../environments/shape/read-environments";
import type { Environment } from "../../environments/shape/environment";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { UsageError } from "../report/command";

/** The one of a name among others. Throws a UsageError that tells their names. */
export function named<T>(name: string, all: readonly T[], nameOf: (one: T) => string): T {
  const found = all.find((one) => nameOf(one) === name);
  if (found !== undefined) return found;
  throw new UsageError(`${name}: no such environment, there is ${all.map(nameOf).join(", ")}`);
}

/** An environment with its defaults filled in. Throws a UsageError where there is none of this name. */
export const environmentNamed = (name: string): Environment =>
  named(name, checkEnvironments(readEnvironments().declarations).environments, (env) => env.name);
