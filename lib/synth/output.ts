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
 * The output folder, written beside its old content and put in its place at a stroke, unless nothing has changed.
 *
 * The CLI deletes its output folder before the program has looked at anything, and prints the name of every manifest in
 * it. `cdk8s.yaml` therefore names `.dist`, which holds a link for each environment: deleting it costs nothing, and
 * `dist/` is replaced only when all is well. Another folder, from `cdk8s synth --output`, is written to as it is.
 */
export class Output {
  private readonly linked: boolean;
  private readonly target: string;

  constructor(private readonly outdir: string) {
    refuseOtherFormats(outdir);
    this.linked = basename(outdir) === ".dist";
    this.target = this.linked ? resolve(dirname(outdir), "dist") : resolve(outdir);
  }

  /** How many files of each environment there are, and how many are new, differ, or are gone. */
  publish(environments: ReadonlyMap<string, Files>) {
    const published = [...environments].map(([environment, files]) => {
      const before = filesBelow(join(this.target, environment));
      const paths = [...new Set([...before.keys(), ...files.keys()])];
      const changed = paths.filter((path) => before.get(path) !== files.get(path)).length;
      return { environment, files: files.size, changed };
    });
    const names = [...environments.keys()].sort();
    const present = existsSync(this.target) ? readdirSync(this.target).sort() : [];
    if (names.join() !== present.join() || published.some(({ changed }) => changed > 0)) {
      this.replace(environments);
    }
    if (this.linked) this.link(names);
    return published;
  }

  private replace(environments: ReadonlyMap<string, Files>) {
    const draft = join(dirname(this.target), `.dist-draft-${String(process.pid)}`);
    const old = `${draft}-old`;
    for (const [environment, files] of environments) writeFiles(join(draft, environment), files);
    if (existsSync(this.target)) renameSync(this.target, old);
    renameSync(draft, this.target);
    rmSync(old, { recursive: true, force: true });
  }

  private link(names: readonly string[]) {
    rmSync(this.outdir, { recursive: true, force: true });
    mkdirSync(this.outdir);
    for (const name of names) {
      const file = join("..", basename(this.target), name, "kustomization.yaml");
      symlinkSync(file, join(this.outdir, `${name}.yaml`));
    }
  }
}
