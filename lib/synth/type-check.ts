import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { refuse } from "./refuse";

const root = join(__dirname, "../..");

/** The compiler itself: the script of its package would start a second Node only to start it. */
function compiler(): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const { resolve } = createRequire(require.resolve("typescript-native/package.json"));
  return join(dirname(resolve(platform)), "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
}

function typeCheck(): Promise<string> {
  // In build mode it remembers what it has found, and looks again at what has changed.
  // One thread: the other core is busy with the synth that this runs beside.
  const options = ["--build", "tsconfig.synth.json", "--pretty", "false", "--singleThreaded"];
  const child = spawn(compiler(), options, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
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

/** Errors of a file that is no program at all, and of an import that leads nowhere. */
const unreadable = new Set(["GenericFailure", "MODULE_NOT_FOUND"]);

// They end the program before it has begun. The compiler says where they are; a stack trace says only who noticed.
process.once("uncaughtException", (error: NodeJS.ErrnoException) => {
  if (error.syscall !== undefined) {
    // A full disk, a folder of somebody else's: the message says what was tried, and where.
    console.error(`error: ${error.message}`);
    refuse();
    return;
  }
  if (!unreadable.has(error.code ?? "")) {
    console.error(error);
    process.exit(1);
  }
  void typeErrors.then((misfits) => {
    console.error(misfits || error.message);
    refuse();
  });
});
