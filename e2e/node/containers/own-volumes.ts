import { accessSync, constants, readFileSync, readdirSync, statSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A folder or file that Kubernetes has mounted into this container. */
interface Mount {
  readonly path: string;
  readonly writable: boolean;
}

/** The mounts of the pod's volumes: not those that every container has. */
function mounts(): Mount[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" "))
    .filter(
      ([, , , , path = ""]) =>
        !/^\/$|^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf)$/.test(path),
    )
    .map(([, , , , path = "", options = ""]) => ({ path, writable: options.split(",").includes("rw") }));
}

/**
 * Tries what a program does first: reads every file of its volumes that is not for writing, writes into those that are,
 * and reads every file that its arguments and variables name.
 *
 * @returns one line for each thing that can't be done
 */
function faultsOfVolumes(args: readonly string[]): string[] {
  const faults: string[] = [];
  const attempt = (what: string, act: () => void) => {
    try {
      act();
    } catch (error) {
      faults.push(`${what}: ${(error as Error).message}`);
    }
  };
  for (const { path, writable } of mounts())
    if (writable && statSync(path).isDirectory())
      attempt(`write into ${path}`, () => {
        const file = join(path, ".stand-in");
        writeFileSync(file, "");
        rmSync(file);
      });
    else
      attempt(`read ${path}`, () => {
        readAll(path);
      });
  const named = [...args, ...Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ""}`)]
    .filter((text) => !/^(PATH|PWD|HOME|KUBERNETES_\w+)=/.test(text))
    .map((text) => /(?:^|=)(\/[^\s:,=]+)$/.exec(text)?.[1])
    .filter((path) => path !== undefined);
  for (const path of named)
    attempt(`read ${path}`, () => {
      accessSync(path, constants.R_OK);
    });
  return faults;
}

function readAll(path: string): void {
  if (!statSync(path).isDirectory()) readFileSync(path);
  else for (const name of readdirSync(path)) readAll(join(path, name));
}

/** Ends the program as one does that can't read its files: with a line for each fault of its volumes, variables and `others`. */
export function endWithFaults(
  args: readonly string[],
  variables: readonly string[] = [],
  others: readonly string[] = [],
): void {
  const missing = variables.filter((name) => (process.env[name] ?? "") === "");
  const faults = [
    ...faultsOfVolumes(args),
    ...missing.map((name) => `the variable ${name} is missing`),
    ...others,
  ];
  if (faults.length === 0) return;
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(1);
}
