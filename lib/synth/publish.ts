import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { type Files, filesBelow, writeFiles } from "./files";

/** Refuses formats of the CLI that would get something else than they promise. */
function refuseOtherFormats(outdir: string): void {
  if (basename(outdir) === "templates" && existsSync(join(dirname(outdir), "Chart.yaml"))) {
    throw new Error("--format helm is not offered: dist/<environment> is a folder for kubectl apply -k");
  }
  if (dirname(resolve(outdir)) === resolve(tmpdir()) && basename(outdir).startsWith("cdk8s-")) {
    throw new Error(
      "--stdout would mix the environments: synthesize, then kubectl kustomize dist/<environment>",
    );
  }
}

/**
 * Writes the output folder beside its old content and puts it in its place at a stroke, unless nothing has changed. Tells
 * how many files each environment has, and how many are new, differ, or are gone.
 *
 * The CLI deletes its output folder before the program has looked at anything, and prints the name of every manifest in
 * it. `cdk8s.yaml` therefore names `.dist`, which holds a link for each environment: deleting it costs nothing, and
 * `dist/` is replaced only when all is well. Another folder, from `cdk8s synth --output`, is written to as it is.
 */
export function publish(outdir: string, environments: ReadonlyMap<string, Files>) {
  refuseOtherFormats(outdir);
  const linked = basename(outdir) === ".dist";
  const target = linked ? resolve(dirname(outdir), "dist") : resolve(outdir);
  const published = [...environments].map(([environment, files]) => {
    const before = filesBelow(join(target, environment));
    const paths = [...new Set([...before.keys(), ...files.keys()])];
    const changed = paths.filter((path) => before.get(path) !== files.get(path)).length;
    return { environment, files: files.size, changed };
  });
  const names = [...environments.keys()].sort();
  const present = existsSync(target) ? readdirSync(target).sort() : [];
  if (names.join() !== present.join() || published.some(({ changed }) => changed > 0)) {
    replace(target, environments);
  }
  if (linked) link(outdir, names);
  return published;
}

function replace(target: string, environments: ReadonlyMap<string, Files>) {
  const draft = join(dirname(target), `.dist-draft-${String(process.pid)}`);
  const old = `${draft}-old`;
  for (const [environment, files] of environments) writeFiles(join(draft, environment), files);
  if (existsSync(target)) renameSync(target, old);
  renameSync(draft, target);
  rmSync(old, { recursive: true, force: true });
}

function link(outdir: string, names: readonly string[]) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir);
  for (const name of names) {
    symlinkSync(join("..", "dist", name, "kustomization.yaml"), join(outdir, `${name}.yaml`));
  }
}
