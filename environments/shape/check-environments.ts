import { basename } from "node:path";
import type { ZodError } from "zod";
import type { Declaration } from "./read-environments";
import { type Environment, environmentProps } from "./environment";
import { type Fault, isError } from "../../lib/validation/fault";
import { failedChecks, isFaulty, valueAt } from "../../lib/validation/check";
import { plainData } from "../../lib/validation/plain-data";
import { checks } from "./checks";
import { sharedWithOthers } from "./shared-with-others";

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
  if (issue.code === "invalid_key") {
    return [{ path: path(), remedy: issue.issues[0]?.message ?? issue.message }];
  }
  if (issue.code === "custom" && issue.params?.["isSecret"] === true)
    return [{ path: path(), remedy: issue.message }];
  const value = valueAt(props, issue.path);
  // Of a union it is told which shapes there are.
  const isMissing = value === undefined && issue.code !== "invalid_union";
  return [{ path: path(), value, remedy: isMissing ? "is missing: state it" : issue.message }];
}

/** The place that can't be read because of an issue. A prop too many leaves the others as they are. */
function faultyPlace(issue: Issue): string | undefined {
  if (issue.code === "unrecognized_keys") return undefined;
  // A union is at fault as a whole where it does not say which of its shapes it has.
  const undecided = issue.code === "invalid_union" && "discriminator" in issue;
  return issue.path.slice(0, undecided ? -1 : undefined).join(".");
}

/** What the schema made of props that were just read: as far as it came, with defaults filled in. */
const lastRead: Environment[] = [];

const schema = environmentProps.superRefine((env) => void lastRead.push(env), { when: () => true });

/** What zod would say in its own words. */
function ownWords(issue: {
  readonly code?: string;
  readonly expected?: unknown;
  readonly options?: unknown;
}) {
  if (issue.code === "invalid_union" && Array.isArray(issue.options))
    return `must be one of: ${issue.options.map((one) => JSON.stringify(one)).join(", ")}`;
  if (issue.code !== "invalid_type") return undefined;
  return `must be ${issue.expected === "record" ? "a map" : "a section"}, such as { … }`;
}

function checked(name: string, props: unknown): { readonly env: Environment; readonly faults: Fault[] } {
  const plain = plainData(props, name);
  const unreadable = plain.faults.map(({ path }) => path.slice(name.length + 1));
  const { error } = schema.safeParse(plain.value, { error: ownWords });
  const [read] = lastRead.splice(0);
  const issues = (error?.issues ?? []).filter(({ path }) => !isFaulty(path.join("."), unreadable));
  const env = { ...read, name } as Environment;
  const places = [...unreadable, ...issues.map(faultyPlace).filter((place) => place !== undefined)];
  // Where zod gave up on the whole, nothing is known of it.
  const faulty = read === undefined ? [""] : places;
  const faults = [
    ...plain.faults,
    ...issues.flatMap((issue) => issueFaults(name, plain.value, issue)),
    ...failedChecks(env, checks, faulty),
  ];
  return { env, faults };
}

/** The name that an environment gives itself, or its file's where it gives none. */
function nameOf({ file, props }: Declaration): string {
  const { name } = Object(props) as { readonly name?: unknown };
  return typeof name === "string" && name !== "" ? name : basename(file, ".ts");
}

/**
 * Checks every environment by itself and against the others: which may be synthesized, and everything that is wrong
 * with the rest, told at once.
 */
export function checkEnvironments(declarations: readonly Declaration[]) {
  const environments: Environment[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, string>();

  for (const declaration of declarations) {
    const { file, props } = declaration;
    const name = nameOf(declaration);
    const misnamed = (remedy: string) => faults.push({ path: file, value: name, remedy });
    const twin = seen.get(name);
    if (twin !== undefined) {
      misnamed(`${twin} has this name too: give each environment its own`);
      continue;
    }
    seen.set(name, file);
    const called = basename(file, ".ts");
    if (called !== name) misnamed(`call the file ${name}.ts, or the environment ${called}`);
    const found = checked(name, props);
    faults.push(...found.faults);
    if (!found.faults.some(isError)) environments.push(found.env);
  }
  return { environments, faults: [...faults, ...sharedWithOthers(environments)] };
}
