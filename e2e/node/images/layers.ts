import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { root as repository } from "../../../operations/root";
import { elasticsearchDistribution } from "../../../tools/elasticsearch-distribution";
import { worldAuthority } from "../network";

/** Layers that several images share: each fills an image's root, in which `bin`, `lib` and `lib64` lead into `usr`. */
export const layers = { shell, node, java, elasticsearch, worldAuthority: trust };

export type LayerName = keyof typeof layers;

/** Puts files into an image's root, by their paths there, with the libraries that programs load when they start. */
export function install(root: string, files: Readonly<Record<string, string>>): void {
  const { stdout } = spawnSync("ldd", Object.values(files), { encoding: "utf8" });
  const libraries = [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path = ""]) => [path, path]);
  for (const [path = "", file = ""] of [...libraries, ...Object.entries(files)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(file, join(root, path));
  }
}

/** Writes a text into an image's root, as images of Elastic have their settings: writable for root's group. */
export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode: 0o664 });
}

/** Paths of programs of this machine. Throws where one is not there. */
const which = (...names: readonly string[]) =>
  execFileSync("which", names, { encoding: "utf8" }).trimEnd().split("\n");

const commands =
  "bash sh awk basename cat chmod cp curl cut date dirname env find grep head hostname id ln ls mkdir mkfifo mktemp mv rm sed seq sleep sort stat tail tee test timeout touch tr wc xargs".split(
    " ",
  );

/** A small Linux with a shell and the commands that scripts of the manifests use. */
function shell(root: string): void {
  install(root, Object.fromEntries(which(...commands).map((file) => [`/bin/${basename(file)}`, file])));
  const users = ["root:x:0:0:root:/root:/bin/sh", "service:x:1000:1000::/:/bin/sh"];
  write(root, "/etc/passwd", [...users, "nobody:x:65534:65534::/:/bin/false", ""].join("\n"));
  // The Elastic images' user is in root's group too, whose the writable folders are.
  write(root, "/etc/group", "root:x:0:service\nservice:x:1000:\nnogroup:x:65534:\n");
  write(root, "/etc/os-release", 'ID=e2e\nNAME="Linux of the end-to-end tests"\nVERSION_ID="1"\n');
  write(root, "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o1777);
}

/** Node.js, and the programs of containers/ with all that they import from this repository, below /opt. */
function node(root: string): void {
  install(root, { "/usr/local/bin/node": process.execPath });
  const containers = join(repository, "e2e/node/containers");
  const programs = readdirSync(containers).filter((name) => name.endsWith(".ts"));
  const compiler = join(repository, "node_modules/typescript-native/bin/tsc");
  const options = ["--ignoreConfig", "--noCheck", "--target", "es2022", "--module", "commonjs"];
  const folders = ["--rootDir", repository, "--outDir", join(root, "opt")];
  execFileSync(process.execPath, [
    ...[compiler, ...options, ...folders],
    ...programs.map((name) => join(containers, name)),
  ]);
}

/** This machine's Java runtime. */
function java(root: string): void {
  const home = join(realpathSync(which("java")[0]!), "../..");
  cpSync(home, join(root, home), {
    ...{ recursive: true, dereference: true },
    filter: (path) => existsSync(path) && !/\/(jmods|include|man|demo|legal|docs|src\.zip)$/.test(path),
  });
  symlinkSync(home, join(root, "usr/lib/jvm/java"));
  const libraries = readdirSync(join(home, "lib")).filter((name) => name.endsWith(".so"));
  const files = [join(home, "bin/java"), ...libraries.map((name) => join(home, "lib", name))];
  install(root, Object.fromEntries(files.map((file) => [file, file])));
}

async function elasticsearch(root: string): Promise<void> {
  const jars = await elasticsearchDistribution();
  const home = join(root, "usr/share/elasticsearch");
  cpSync(join(jars, "server"), join(home, "lib"), { recursive: true });
  // Where the tools look for it.
  symlinkSync("lib", join(home, "server"));
  for (const name of ["bin", "launch", "modules"])
    cpSync(join(jars, name), join(home, name), { recursive: true });
}

/** Has programs trust who plays the world outside, where most look for the authorities that they trust. */
async function trust(root: string): Promise<void> {
  write(root, "/etc/ssl/certs/ca-certificates.crt", (await worldAuthority()).cert);
}
