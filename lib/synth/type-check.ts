import { spawn } from "node:child_process";
import { dirname, join } from "node:path";

const root = join(__dirname, "../..");

/**
 * Checks the types of all that synth runs, in a process beside it: ts-node only
 * strips them, so that nothing waits for the compiler.
 *
 * @returns the compiler's messages, empty where there are none
 */
export function typeCheck(): Promise<string> {
  const compiler = join(dirname(require.resolve("typescript-native/package.json")), "bin/tsc");
  // One thread: the other core is busy with the synth that this runs beside.
  const options = ["-p", join(root, "tsconfig.synth.json"), "--pretty", "false", "--singleThreaded"];
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
