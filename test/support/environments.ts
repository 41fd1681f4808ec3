import type { Environment, EnvironmentProps } from "../../environments/shape/environment";
import { Synthesis } from "../../lib/synth/synthesis";
import { environmentApp } from "../../main";
import type { Prerequisite } from "../../lib/kubernetes/prerequisite";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { type Fault, faultLine, isError } from "../../lib/validation/fault";
import type { Manifest, ManifestFile } from "../../lib/synth/manifest";
import { small } from "../environments/small";
import { withValues } from "../../operations/environment/with-values";

export { withValues };

/** Values by dotted path, whatever they are: tests try what types refuse. */
type Changes = Parameters<typeof withValues>[1];

/** What is wrong with the small example's props after some changes. */
export function faultsOf(changes: Changes): Fault[] {
  return checkEnvironments([{ file: "environments/staging.ts", props: withValues(small, changes) }]).faults;
}

/** The same as lines, errors only. */
export function errorsOf(changes: Changes): string[] {
  return faultsOf(changes).filter(isError).map(faultLine);
}

/** The small example's environment after some changes; it must be sound. */
export function environmentWith(changes: Changes = {}): Environment {
  return resolved(withValues(small, changes));
}

/** An environment with its defaults filled in; it must be sound. */
export function resolved(props: EnvironmentProps): Environment {
  const { environments, faults } = checkEnvironments([{ file: `environments/${props.name}.ts`, props }]);
  const [environment] = environments;
  if (!environment) throw new Error(faults.map(faultLine).join("\n"));
  return environment;
}

/** Everything that synth makes of one environment. */
export interface Synthesized {
  readonly environment: Environment;
  readonly files: readonly ManifestFile[];
  readonly manifests: Manifest[];
  readonly prerequisites: readonly Prerequisite[];
  readonly faults: Fault[];
  /** The one manifest of a kind and name. */
  readonly find: (kind: string, name: string) => Manifest;
}

/** Synthesizes an environment in memory. */
export function synthesized(environment: Environment): Synthesized {
  const synthesis = new Synthesis(environment, environmentApp(environment));
  const { files, prerequisites } = synthesis;
  const manifests = files.map(({ manifest }) => manifest);
  return {
    environment,
    files,
    manifests,
    prerequisites,
    faults: synthesis.faults(),
    find: (kind, name) => {
      const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
      if (found.length !== 1) throw new Error(`${String(found.length)} objects are ${kind} ${name}`);
      return found[0]!;
    },
  };
}
