import { typeErrors } from "./lib/synth/type-check";
import { readEnvironments } from "./environments";
import { Output } from "./lib/synth/publish";
import { refuse } from "./lib/synth/refuse";
import { synthesize } from "./lib/synth/synthesize";
import { checkEnvironments } from "./lib/validation/check-environments";
import { faultLine, isError } from "./lib/validation/fault";

/** Reads every environment, checks all of them, and writes their manifests only if nothing is wrong. */
async function main(): Promise<void> {
  const output = new Output(process.env["CDK8S_OUTDIR"] ?? ".dist");
  // Also where a file that is read here ends the program.
  process.once("exit", () => {
    output.discard();
  });
  const { declarations, faults } = readEnvironments();
  const checked = checkEnvironments(declarations);
  faults.push(...checked.faults);
  if (!faults.some(isError))
    faults.push(...checked.environments.flatMap((env) => synthesize(env, output.draft)));

  for (const fault of faults) console.error(`${isError(fault) ? "error" : "warning"}: ${faultLine(fault)}`);
  const misfits = await typeErrors;
  if (misfits) console.error(misfits);
  if (misfits || faults.some(isError)) refuse();
  else output.publish();
}

void main();
