/** Ends a synth that has told its faults. */
export function refuse(): void {
  console.error("Nothing was written.");
  // The CLI prints a stack trace for a program that fails, and one line for a
  // program that wrote nothing. Either way it ends with an error.
  if (process.env["CDK8S_OUTDIR"] === undefined) process.exitCode = 1;
}
