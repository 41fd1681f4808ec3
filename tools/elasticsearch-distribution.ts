import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "./cache-folder";

const run = promisify(execFile);

/** What each module brings besides itself; everything else is the server's. */
const modules = {
  "transport-netty4": /^(transport-netty4|netty-)/,
  "x-pack-core":
    /^(x-pack-core|x-pack-template-resources|http(client|core|asyncclient)|commons-|unboundid|slf4j|log4j-slf4j|elasticsearch-ssl-config)/,
  // It takes Netty's transport apart, so it has classes of its own of it.
  "x-pack-security":
    /^(x-pack-security|transport-netty4|netty-|oauth2|nimbus|json-smart|lang-tag|accessors-smart|content-type|jakarta|xmlsec|woodstox|stax2|cryptacular|guava|failureaccess|metrics-core|jcip)/,
} as const;

/** What the distribution is made from. */
const pins = join(__dirname, "elasticsearch");

const pom = join(pins, "pom.xml");

/** Starts a node. */
const launcher = join(pins, "Launch.java");

/** Runs a command-line tool. */
const tool = join(pins, "Tool.java");

/** Calls it by the names that the image has for such tools. */
const toolScript = join(pins, "command-line-tool.sh");

/** Where and how much a node logs. */
const logConfiguration = join(pins, "log4j2.properties");

/** A module of our own, for what is not published. */
const unpublished = join(pins, "Unpublished.java");

/** Where the distribution of the current recipe is in the cache. */
export function elasticsearchFolder(): string {
  const recipe = [pom, __filename, launcher, tool, toolScript, logConfiguration, unpublished].map((file) =>
    readFileSync(file, "utf8"),
  );
  const hash = createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 12);
  return cacheFolder("elasticsearch", hash);
}

/**
 * Puts the published jars of Elasticsearch together as its image lays them out
 * in /usr/share/elasticsearch: a folder for each module, the tools of the
 * command line, a configuration, and empty folders for what a pod mounts. Needs
 * Maven and a JDK.
 *
 * @returns the folder; its `server/` and `launch/` hold what starts a node
 */
export async function elasticsearchDistribution(): Promise<string> {
  const folder = elasticsearchFolder();
  if (existsSync(folder)) return folder;

  const draft = `${folder}.${String(process.pid)}`;
  const jars = join(draft, "jars");
  mkdirSync(jars, { recursive: true });
  try {
    await run("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`], {
      timeout: 900_000,
    });
    await layOut(jars, draft);
    await compile(draft);
    layOutImage(draft);
    rmSync(jars, { recursive: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Classes of the SAML libraries, as the security module's own classes name them. */
const samlClass = /(?:org\/opensaml|net\/shibboleth)\/(?:[a-z0-9_]+\/)+[A-Z]\w*/g;

/**
 * The security module can't be loaded without the classes of the SAML
 * libraries, which are not published and which nothing here uses. Empty
 * interfaces of their names are enough.
 */
async function standInForSaml(jar: string, folder: string): Promise<void> {
  const classes = join(folder, "security-classes");
  const sources = join(folder, "saml-sources");
  const compiled = join(folder, "saml-classes");
  await run("unzip", ["-q", jar, "-d", classes]);
  const names = new Set(
    readdirSync(classes, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".class"))
      .flatMap((file) => readFileSync(join(classes, file), "latin1").match(samlClass) ?? []),
  );
  const files = [...names].map((name) => {
    const file = join(sources, `${name}.java`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `package ${dirname(name).replaceAll("/", ".")};\npublic interface ${basename(name)} {}\n`,
    );
    return file;
  });
  await run("javac", ["-d", compiled, ...files]);
  await run("jar", ["cf", join(folder, "modules/x-pack-security/saml-stand-ins.jar"), "-C", compiled, "."]);
  for (const draft of [classes, sources, compiled]) rmSync(draft, { recursive: true });
}

async function layOut(jars: string, folder: string): Promise<void> {
  // A part of the SAML libraries, repacked: it would be there twice.
  const names = readdirSync(jars).filter((name) => !name.startsWith("es-opensaml"));
  const put = (name: string, into: string) => {
    mkdirSync(join(folder, into), { recursive: true });
    copyFileSync(join(jars, name), join(folder, into, name));
  };
  for (const name of names) if (!Object.values(modules).some((own) => own.test(name))) put(name, "server");
  for (const [module, own] of Object.entries(modules)) {
    const mine = names.filter((name) => own.test(name));
    for (const name of mine) put(name, `modules/${module}`);
    const jar = mine.find((name) => name.startsWith(`${module}-8`)) ?? "";
    if (module === "x-pack-security") await standInForSaml(join(jars, jar), folder);
    const { stdout } = await run("unzip", [
      "-p",
      join(jars, jar),
      `META-INF/es-plugins/${module}/plugin-descriptor.properties`,
    ]);
    // Without its module's name it is loaded from the class path, as the server is here.
    const descriptor = stdout.replace(/^modulename=.*\n/m, "");
    writeFileSync(join(folder, "modules", module, "plugin-descriptor.properties"), descriptor);
  }
}

/** Compiles what is our own against what was laid out. */
async function compile(folder: string): Promise<void> {
  const server = join(folder, "server", "*");
  const core = join(folder, "modules", "x-pack-core");
  const own = join(folder, "modules", "unpublished");
  const classes = join(folder, "unpublished-classes");
  const security = join(folder, "modules", "x-pack-security");
  const all = [server, join(core, "*"), join(security, "*")].join(":");
  await run("javac", ["-cp", all, "-d", join(folder, "launch"), launcher, tool]);
  await run("javac", ["-cp", `${server}:${join(core, "*")}`, "-d", classes, unpublished]);
  mkdirSync(own);
  await run("jar", ["cf", join(own, "unpublished.jar"), "-C", classes, "."]);
  rmSync(classes, { recursive: true });
  const descriptor = readFileSync(join(core, "plugin-descriptor.properties"), "utf8")
    .replace(/^(name|description)=.*$/gm, "$1=unpublished")
    .replace(/^classname=.*$/m, "classname=Unpublished")
    .replace(/^extended\.plugins=.*$/m, "");
  writeFileSync(join(own, "plugin-descriptor.properties"), `${descriptor}\nextended.plugins=x-pack-core\n`);
}

/** What an image has beside the program. */
function layOutImage(folder: string): void {
  for (const name of ["bin", "config", "data", "logs", "plugins", "snapshots"]) mkdirSync(join(folder, name));
  for (const name of ["keystore", "node", "users"])
    copyFileSync(toolScript, join(folder, "bin", `elasticsearch-${name}`));
  copyFileSync(logConfiguration, join(folder, "config", "log4j2.properties"));
  for (const name of ["roles.yml", "users", "users_roles"]) writeFileSync(join(folder, "config", name), "");
}
