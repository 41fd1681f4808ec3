import { accessSync, constants, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Mounts that every container has. */
const common = /^\/$|^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf)$/;

/**
 * Tries what a program does first: reads every file of its volumes that is not for writing, writes into those that are,
 * and reads every file that its arguments and variables name. Ends the program as one does that can't, with a line for each
 * fault, those of `others` among them.
 *
 * @param variables those that have to be there
 */
export function endWithFaults(
  args: readonly string[],
  variables: readonly string[] = [],
  others: readonly string[] = [],
): void {
  const missing = variables.filter((name) => (process.env[name] ?? "") === "");
  const faults = [...missing.map((name) => `the variable ${name} is missing`), ...others];
  const attempt = (act: (path: string) => void, path: string) => {
    try {
      act(path);
    } catch (error) {
      faults.push((error as Error).message);
    }
  };
  for (const line of readFileSync("/proc/self/mountinfo", "utf8").trimEnd().split("\n")) {
    const [, , , , path = "", options = ""] = line.split(" ");
    if (common.test(path)) continue;
    const writable = options.split(",").includes("rw") && statSync(path).isDirectory();
    attempt(writable ? writeInto : readAll, path);
  }
  const texts = [...args, ...Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ""}`)];
  for (const text of texts.filter((one) => !/^(PATH|PWD|HOME|KUBERNETES_\w+)=/.test(one))) {
    const [, path] = /(?:^|=)(\/[^\s:,=]+)$/.exec(text) ?? [];
    if (path !== undefined) attempt(readable, path);
  }
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exit(1);
}

function readable(path: string): void {
  accessSync(path, constants.R_OK);
}

function writeInto(folder: string): void {
  const file = join(folder, ".stand-in");
  writeFileSync(file, "");
  rmSync(file);
}

function readAll(path: string): void {
  if (!statSync(path).isDirectory()) readFileSync(path);
  else for (const name of readdirSync(path)) readAll(join(path, name));
}
