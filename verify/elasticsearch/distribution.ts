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
import { join } from "node:path";
import { cacheFolder } from "../../tools/cache-folder";
import { runProgram } from "../run-program";

/** What each module brings besides itself; everything else is the server's. */
const modules = {
  "transport-netty4": /^(transport-netty4|netty-)/,
  "x-pack-core":
    /^(x-pack-core|x-pack-template-resources|http(client|core|asyncclient)|commons-|unboundid|slf4j|log4j-slf4j|elasticsearch-ssl-config)/,
  // It takes Netty's transport apart, so it has classes of its own of it.
  "x-pack-security":
    /^(x-pack-security|transport-netty4|netty-|es-opensaml|oauth2|nimbus|json-smart|lang-tag|accessors-smart|content-type|jakarta|xmlsec|woodstox|stax2|cryptacular|guava|failureaccess|metrics-core|jcip)/,
} as const;

const pom = join(__dirname, "pom.xml");

/**
 * Puts the published jars of Elasticsearch together as its distribution lays
 * them out: the server's, and a folder for each module. Needs Maven.
 *
 * @returns the folder, with `server/` and `modules/` in it
 */
export async function elasticsearchDistribution(): Promise<string> {
  const hash = createHash("sha256")
    .update(readFileSync(pom))
    .update(readFileSync(__filename))
    .digest("hex")
    .slice(0, 12);
  const folder = cacheFolder("tools", `elasticsearch-${hash}`);
  if (existsSync(folder)) return folder;

  const draft = `${folder}.${String(process.pid)}`;
  const jars = join(draft, "jars");
  mkdirSync(jars, { recursive: true });
  try {
    await runProgram(
      "mvn",
      ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`],
      { timeout: 900 },
    );
    await layOut(jars, draft);
    rmSync(jars, { recursive: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

async function layOut(jars: string, folder: string): Promise<void> {
  const names = readdirSync(jars);
  const put = (name: string, into: string) => {
    mkdirSync(join(folder, into), { recursive: true });
    copyFileSync(join(jars, name), join(folder, into, name));
  };
  for (const name of names) if (!Object.values(modules).some((own) => own.test(name))) put(name, "server");
  for (const [module, own] of Object.entries(modules)) {
    const mine = names.filter((name) => own.test(name));
    for (const name of mine) put(name, `modules/${module}`);
    const jar = mine.find((name) => name.startsWith(`${module}-8`)) ?? "";
    const { stdout } = await runProgram("unzip", [
      "-p",
      join(jars, jar),
      `META-INF/es-plugins/${module}/plugin-descriptor.properties`,
    ]);
    // Without its module's name it is loaded from the class path, as the server is here.
    const descriptor = stdout.replace(/^modulename=.*\n/m, "");
    writeFileSync(join(folder, "modules", module, "plugin-descriptor.properties"), descriptor);
  }
}
