import { basename } from "node:path";
import type { ZodError } from "zod";
import type { Declaration } from "./read-environments";
import { type Environment, environmentProps } from "./environment";
import { type Fault, isError } from "../../lib/validation/fault";
import { requestsAboveLimits } from "../../lib/validation/requests-above-limits";
import { failedChecks, valueAt } from "../../lib/validation/check";
import { checks } from "./checks";

/** What may be synthesized, and everything that is wrong with the rest. */
export interface CheckedEnvironments {
  /** Environments without an error, defaults filled in. */
  readonly environments: Environment[];
  readonly faults: Fault[];
}

type Issue = ZodError["issues"][number];

/** One schema issue in the user's terms. An unknown prop is blamed by its own name. */
function issueFaults(name: string, props: unknown, issue: Issue): Fault[] {
  const path = (more: PropertyKey[] = []) => [name, ...issue.path, ...more].map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: path([key]),
      remedy: "is no known prop: correct its spelling or remove it",
    }));
  }
  if (issue.code === "invalid_key" || issue.code === "invalid_union") {
    const nested = "issues" in issue ? issue.issues : issue.errors.flat();
    const remedy = nested[0]?.message ?? issue.message;
    return [{ path: path(), remedy: issue.code === "invalid_key" ? remedy : issue.message }];
  }
  return [{ path: path(), value: valueAt(props, issue.path.map(String).join(".")), remedy: issue.message }];
}

/** The place that can't be read because of an issue. A prop too many leaves the others as they are. */
function faultyPlace(issue: Issue): string | undefined {
  if (issue.code === "unrecognized_keys") return undefined;
  // A union is at fault as a whole where it does not say which of its shapes it has.
  const undecided = issue.code === "invalid_union" && "discriminator" in issue;
  return issue.path
    .slice(0, undecided ? -1 : undefined)
    .map(String)
    .join(".");
}

/** What the schema made of the last environment: as far as it came, with defaults filled in. */
let rest: Environment;

/** The schema, which also tells what it made of props that it refuses. */
const schema = environmentProps.superRefine(
  (env) => {
    rest = env;
  },
  { when: () => true },
);

/** Checks every environment by itself and against the others. All faults are told at once. */
export function checkEnvironments(declarations: readonly Declaration[]): CheckedEnvironments {
  const environments: Environment[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, string>();

  for (const { file, props } of declarations) {
    const { name } = props;
    const twin = seen.get(name);
    if (twin !== undefined) {
      faults.push({
        path: file,
        value: name,
        remedy: `${twin} has this name too: give each environment its own`,
      });
      continue;
    }
    seen.set(name, file);
    if (basename(file, ".ts") !== name) {
      faults.push({
        path: file,
        value: name,
        remedy: `call the file ${name}.ts, or the environment ${basename(file, ".ts")}`,
      });
    }

    const { error } = schema.safeParse(props, {
      error: (issue) => (issue.input === undefined ? "is missing: state it" : undefined),
    });
    const [env, issues] = [rest, error?.issues ?? []];
    const faulty = issues.map(faultyPlace).filter((place) => place !== undefined);
    const found = [
      ...issues.flatMap((issue) => issueFaults(name, props, issue)),
      ...failedChecks(env, checks, faulty),
      ...requestsAboveLimits(env, faulty),
    ];
    faults.push(...found);
    if (!found.some(isError)) environments.push(env);
  }
  return { environments, faults };
}
