import { typeErrors } from "./lib/synth/type-check";
import { readEnvironments } from "./environments";
import { publish } from "./lib/synth/publish";
import { refuse } from "./lib/synth/refuse";
import { synthesize } from "./lib/synth/synthesize";
import { faultLine, isError } from "./lib/validation/fault";

/** Reads every environment, checks all of them, and writes their manifests only if nothing is wrong. */
async function main(): Promise<void> {
  const read = readEnvironments();
  const made = synthesize(read.declarations);
  const faults = [...read.faults, ...made.faults];

  for (const fault of faults) console.error(`${isError(fault) ? "error" : "warning"}: ${faultLine(fault)}`);
  const misfits = await typeErrors;
  if (misfits) console.error(misfits);
  if (misfits || faults.some(isError)) refuse();
  else publish(made.files, process.env["CDK8S_OUTDIR"] ?? ".dist");
}

void main();
