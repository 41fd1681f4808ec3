import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, join, relative } from "node:path";
import type { Base } from "./image";
import type { Entry } from "./layer";

/** Where a program of this machine may be, if it is there. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Path of a program of this machine. Throws one line where there is none. */
function hostProgram(name: string): string {
  const found = findProgram(name);
  if (found === undefined) throw new Error(`${name} is not installed on this machine`);
  return realpathSync(found);
}

/** The libraries that programs or libraries load when they start, in the places where the loader looks for them. */
export function librariesOf(files: readonly string[]): Entry[] {
  const text = execFileSync("ldd", files, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const paths = new Set([...text.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path]) => path ?? ""));
  return [...paths]
    .filter((path) => !files.includes(path))
    .map((path) => ({ path: merged(path), file: realpathSync(path) }));
}

/** Debian's `/lib` is a link to `/usr/lib`, in an image too. */
const merged = (path: string) => path.replace(/^\/(bin|lib|lib64)\//, "/usr/$1/");

const once = (entries: readonly Entry[]) => [
  ...new Map(entries.map((entry) => [entry.path, entry])).values(),
];

/** The root of a Linux distribution: links, accounts, a place for temporary files. */
const skeleton: readonly Entry[] = [
  ...["bin", "lib", "lib64"].map((name) => ({ path: `/${name}`, link: `usr/${name}` })),
  {
    path: "/etc/passwd",
    text: "root:x:0:0:root:/root:/bin/sh\nservice:x:1000:1000::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n",
  },
  // The Elastic images' user is in root's group too, whose the writable folders are.
  { path: "/etc/group", text: "root:x:0:service\nservice:x:1000:\nnogroup:x:65534:\n" },
  { path: "/etc/os-release", text: 'ID=e2e\nNAME="Linux of the end-to-end tests"\nVERSION_ID="1"\n' },
  { path: "/etc/nsswitch.conf", text: "passwd: files\ngroup: files\nhosts: files dns\n" },
  { path: "/tmp", owner: 0, group: 0, mode: 0o1777 },
];

const commands =
  "bash sh awk basename cat chmod cp curl cut date dirname env find grep head hostname id ln ls mkdir mkfifo mktemp mv rm sed seq sleep sort stat tail tee test timeout touch tr wc xargs".split(
    " ",
  );

/** A small Linux with a shell and the commands that scripts of the manifests use. */
export const shell: Base = () => {
  const programs = commands.map((name) => ({ name, file: hostProgram(name) }));
  return once([
    ...skeleton,
    ...programs.map(({ name, file }) => ({ path: `/usr/bin/${name}`, file })),
    ...librariesOf(programs.map(({ file }) => file)),
  ]);
};

/** Node.js, for what is written in TypeScript. It goes on top of `shell`. */
export const nodeRuntime: Base = () => [
  { path: "/usr/local/bin/node", file: process.execPath },
  ...librariesOf([process.execPath]),
];

/** A Java runtime, this machine's. It goes on top of `shell`. */
export const javaRuntime: Base = () => {
  const home = join(hostProgram("java"), "..", "..");
  const files = filesBelow(home).filter((file) => !/\.(diz|debuginfo)$|\/src\.zip$/.test(file));
  const libraries = files.filter((file) => file.endsWith(".so"));
  return once([
    ...files.map((file) => ({ path: join(javaHome, relative(home, file)), file })),
    ...librariesOf([join(home, "bin/java"), ...libraries]).filter(
      ({ path }) => !libraries.some((file) => basename(file) === basename(path)),
    ),
  ]);
};

/** Where images have it. */
export const javaHome = "/usr/lib/jvm/java";

const leftOut = new Set(["jmods", "include", "man", "demo", "legal", "docs"]);

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (leftOut.has(name) || !existsSync(path)) return [];
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** All files below a folder, to be found below `target`. */
export const copyOf = (folder: string, target: string): Entry[] =>
  filesBelow(folder).map((file) => ({ path: join(target, relative(folder, file)), file }));
