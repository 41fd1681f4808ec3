import { join } from "node:path";
import { checkEnvironments } from "../../environments/shape/check-environments";
import type { Declaration } from "../../environments/shape/read-environments";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { writeFiles } from "../../lib/synth/files";
import { Synthesis } from "../../lib/synth/synthesis";
import { faultLine, isError } from "../../lib/validation/fault";
import { environmentApp } from "../../main";

/** What `cdk8s synth` makes of environments. Throws an error with a line for each fault. */
export function synthesesOf(declarations: readonly Declaration[]): Synthesis[] {
  const { environments, faults } = checkEnvironments(declarations);
  const syntheses = environments.map((env) => new Synthesis(env, environmentApp(env)));
  const errors = [...faults, ...syntheses.flatMap((synthesis) => synthesis.faults())].filter(isError);
  if (errors.length > 0) throw new Error(errors.map(faultLine).join("\n"));
  return syntheses;
}

/** Synthesizes environments into `<dist>/<name>`, as `cdk8s synth` would. */
export const synthesizeEnvironments = (declarations: readonly Declaration[], dist: string) => {
  for (const made of synthesesOf(declarations)) writeFiles(join(dist, made.name), made.contents());
};

export const synthesizeEnvironment = (props: EnvironmentProps, dist: string) => {
  synthesizeEnvironments([{ file: `environments/${props.name}.ts`, props }], dist);
};
