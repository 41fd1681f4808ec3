import { accessSync, constants, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, askJson } from "../../../verify/servers/ask-json";

/** Mounts that every container has. */
const common = /^\/$|^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf)$/;

interface Needs {
  /** Arguments that may name files. @default all */
  readonly args?: readonly string[];

  /** Variables that have to be there. @default none */
  readonly variables?: readonly string[];

  /** What is wrong besides. @default nothing */
  readonly others?: readonly string[];
}

/**
 * Tries what a program does first: reads every file of its volumes that is not for writing, writes into those that are,
 * and reads every file that its arguments and variables name. Ends the program as one does that can't, with a line for each
 * fault.
 */
export function endWithFaults({ args = process.argv.slice(2), variables = [], others = [] }: Needs): void {
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

/** A setting as it was found in a file, if it was, with variables filled in. */
export function filledIn(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`the settings have no ${name}`);
  return value.replace(/\$\{(\w+)\}/g, (_, variable: string) => process.env[variable] ?? "");
}

type Access = Readonly<Record<"url" | "user" | "password" | "authority", string>>;

/** Asks Elasticsearch, whose certificate has to be of the authority, in a file, and for its name. */
export function askElasticsearch(
  { url, user, password, authority }: Access,
  method: string,
  path: string,
  body?: string,
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const options = {
    ...{ method, hostname, port, path: `/${path}`, auth: `${user}:${password}` },
    // Read anew, since certificates are renewed.
    ca: readFileSync(authority),
    headers: { "Content-Type": "application/x-ndjson" },
    signal: AbortSignal.timeout(20_000),
  };
  return askJson(options, body);
}
