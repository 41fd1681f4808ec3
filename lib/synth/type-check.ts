import { spawn } from "node:child_process";
import { dirname, join } from "node:path";

const root = join(__dirname, "../..");

function typeCheck(): Promise<string> {
  const compiler = join(dirname(require.resolve("typescript-native/package.json")), "bin/tsc");
  const options = [
    ...["-p", join(root, "tsconfig.synth.json"), "--pretty", "false"],
    // One thread: the other core is busy with the synth that this runs beside.
    "--singleThreaded",
    ...["--incremental", "--tsBuildInfoFile", join(root, "node_modules/.cache/synth.tsbuildinfo")],
  ];
  const child = spawn(process.execPath, [compiler, ...options], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const messages = Buffer.concat(output).toString().trim();
      resolve(code === 0 ? "" : messages || `the compiler ended with ${String(code)}`);
    });
  });
}

/**
 * The compiler's messages about all that synth runs, empty where there are none.
 *
 * The compiler starts when this file is imported and runs beside the program: ts-node only strips types, so nothing
 * waits for it but the end. Imported first, it is done by the time the manifests are.
 */
export const typeErrors = typeCheck();
