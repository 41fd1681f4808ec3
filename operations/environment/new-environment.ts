import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { environmentProps } from "../../environments/shape/environment";
import type { Declaration } from "../../environments/shape/read-environments";
import { faultLine, isError } from "../../lib/validation/fault";
import type { GeneratedFile } from "../docs/generated-file";
import { root } from "../root";
import { editedSource } from "./edited-source";
import { examplesAfter } from "./gitops-examples";
import { withValues } from "./with-values";

/** An environment that is made after another: its name, and what it has of its own by dotted path. */
export interface NewEnvironment {
  readonly name: string;
  readonly from: Declaration;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What is wrong with a name for a new environment. */
export function nameFaults(name: string): string[] {
  const { error } = environmentProps.shape.name.safeParse(name);
  if (error) return error.issues.map(({ message }) => `${JSON.stringify(name)} ${message}`);
  return [`environments/${name}.ts`, `dist/${name}`]
    .filter((path) => existsSync(join(root, path)))
    .map((path) => `${path} is there already: take another name`);
}

const propsOf = ({ name, from, values }: NewEnvironment) => withValues(from.props, { ...values, name });

/** What is wrong with a new environment, by itself and beside those that there are. */
export function faultsOf(environment: NewEnvironment, others: readonly Declaration[]): string[] {
  const file = `environments/${environment.name}.ts`;
  // What is wrong between two is told of the later one.
  return checkEnvironments([...others, { file, props: propsOf(environment) }])
    .faults.filter((fault) => isError(fault) && fault.path.startsWith(`${environment.name}.`))
    .map(faultLine);
}

/** Its file, and the examples for GitOps that the other environment has. */
export function filesOf(environment: NewEnvironment): GeneratedFile[] {
  const { name, from, values } = environment;
  const source = readFileSync(join(root, from.file), "utf8");
  return [
    { file: `environments/${name}.ts`, content: editedSource(source, name, values) },
    ...examplesAfter(from.props, propsOf(environment)),
  ];
}
