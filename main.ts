import { typeErrors } from "./lib/synth/type-check";
import { readEnvironments } from "./environments";
import { Output } from "./lib/synth/publish";
import { synthesize } from "./lib/synth/synthesize";
import { checkEnvironments } from "./lib/validation/check-environments";
import { faultLine, isError } from "./lib/validation/fault";

/** Reads every environment, checks all of them, and writes their manifests only if nothing is wrong. */
async function main(): Promise<boolean> {
  const output = new Output(process.env["CDK8S_OUTDIR"] ?? ".dist");
  try {
    const { declarations, faults } = readEnvironments();
    const checked = checkEnvironments(declarations);
    faults.push(...checked.faults);
    if (!faults.some(isError))
      faults.push(...checked.environments.flatMap((env) => synthesize(env, output.draft)));

    for (const fault of faults) console.error(`${isError(fault) ? "error" : "warning"}: ${faultLine(fault)}`);
    const misfits = await typeErrors;
    if (misfits) console.error(misfits);
    if (misfits || faults.some(isError)) {
      console.error("Nothing was written.");
      return false;
    }
    output.publish();
    return true;
  } finally {
    output.discard();
  }
}

void main().then((written) => {
  // The CLI prints a stack trace for a program that fails, and one line for a
  // program that wrote nothing. Either way it ends with an error.
  if (!written && process.env["CDK8S_OUTDIR"] === undefined) process.exitCode = 1;
});
