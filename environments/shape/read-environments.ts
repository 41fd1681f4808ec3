import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Fault } from "../../lib/validation/fault";
import { messageOf } from "../../lib/message-of";
import type { EnvironmentProps } from "./environment";

export interface Declaration {
  /** The file, from the repository's root. */
  readonly file: string;
  readonly props: EnvironmentProps;
}

/** What an error says about the file, without what loaders and compilers append about themselves. */
const ownMessage = (error: unknown) =>
  messageOf(error)
    .replace(/(\n\s*\n|\nRequire stack:).*/s, "")
    .trim();

/** What a file exports. One that would end the program throws instead: others are still to be read. */
function exportsOf(file: string): unknown[] {
  const exit = process.exit.bind(process);
  process.exit = () => {
    throw new Error("it calls process.exit(): an environment's file only declares");
  };
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the list of files is known only now
    return Object.values(require(file) as object);
  } finally {
    process.exit = exit;
  }
}

/**
 * Reads every environment: one a file of `environments/`, in the order of their names. A new file there is a new
 * environment.
 *
 * A file that throws or declares nothing becomes a fault, so that the others are still read.
 */
export function readEnvironments(folder = "environments") {
  const declarations: Declaration[] = [];
  const faults: Fault[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith(".ts")) continue;
    const file = `environments/${name}`;
    try {
      // Beside this module's folder, compiled or not. A compiled one outlives its source, which therefore says what there is.
      const exported = exportsOf(join(__dirname, "..", basename(name, ".ts"))) as EnvironmentProps[];
      if (exported.length !== 1) {
        const remedy = `exports ${String(exported.length)} environments: export exactly one, made by environment({ … })`;
        faults.push({ path: file, remedy });
      }
      for (const props of exported) declarations.push({ file, props });
    } catch (error) {
      faults.push({ path: file, remedy: `can't be read: ${ownMessage(error)}` });
    }
  }
  // A checkout that went wrong would otherwise empty dist/, as if that had been asked for.
  if (declarations.length === 0 && faults.length === 0) {
    faults.push({ path: "environments", remedy: "holds no environment: add a file that declares one" });
  }
  return { declarations, faults };
}
