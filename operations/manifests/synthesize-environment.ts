import { join } from "node:path";
import { checkEnvironments } from "../../environments/shape/check-environments";
import type { Declaration } from "../../environments/shape/read-environments";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { checkApp } from "../../lib/synth/check-app";
import { writeEnvironment } from "../../lib/synth/write-environment";
import { faultLine, isError } from "../../lib/validation/fault";
import { environmentApp } from "../../main";

/** Synthesizes environments into `<dist>/<name>`, as `cdk8s synth` would. Throws an error with a line for each fault. */
export function synthesizeEnvironments(declarations: readonly Declaration[], dist: string): void {
  const { environments, faults } = checkEnvironments(declarations);
  const apps = environments.map((env) => ({ env, app: environmentApp(env, join(dist, env.name)) }));
  const errors = [...faults, ...apps.flatMap(({ env, app }) => checkApp(env.name, app))].filter(isError);
  if (errors.length > 0) throw new Error(errors.map(faultLine).join("\n"));
  for (const { env, app } of apps) writeEnvironment(env, app);
}

/** One environment. */
export const synthesizeEnvironment = (props: EnvironmentProps, dist: string) => {
  synthesizeEnvironments([{ file: `environments/${props.name}.ts`, props }], dist);
};
