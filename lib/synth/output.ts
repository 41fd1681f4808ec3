import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { filesBelow } from "./files-below";

/** What has become of one environment. */
export interface Published {
  readonly environment: string;
  readonly files: number;
  /** Files that are new, differ, or are gone. */
  readonly changed: number;
}

/** Refuses formats of the CLI that would get something else than they promise. */
function refuseOtherFormats(outdir: string): void {
  if (basename(outdir) === "templates" && existsSync(join(dirname(outdir), "Chart.yaml"))) {
    throw new Error("--format helm is not offered: dist/<environment> is a folder for kubectl apply -k");
  }
  if (dirname(resolve(outdir)) === resolve(tmpdir()) && basename(outdir).startsWith("cdk8s-")) {
    // The CLI ends well as long as its folder is there.
    if (existsSync(outdir)) rmdirSync(outdir);
    throw new Error(
      "--stdout would mix the environments: synthesize, then kubectl kustomize dist/<environment>",
    );
  }
}

/**
 * The output folder, written beside its old content and put in its place at a stroke.
 *
 * The CLI deletes its output folder before the program has looked at anything, and
 * prints the name of every manifest in it. `cdk8s.yaml` therefore names `.dist`,
 * which holds a link for each environment: deleting it costs nothing, and `dist/`
 * is replaced only when all is well. Another folder, from `cdk8s synth --output`,
 * is written to as it is.
 */
export class Output {
  private readonly linked: boolean;
  private readonly target: string;
  private readonly draft: string;

  constructor(private readonly outdir: string) {
    refuseOtherFormats(outdir);
    this.linked = basename(outdir) === ".dist";
    this.target = this.linked ? resolve(dirname(outdir), "dist") : resolve(outdir);
    this.draft = join(dirname(this.target), `.dist-draft-${String(process.pid)}`);
  }

  /** Where an environment's App writes its charts. */
  folder(environment: string): string {
    return join(this.draft, environment);
  }

  /** Replaces the old content by what has been written. */
  publish(): Published[] {
    mkdirSync(dirname(this.target), { recursive: true });
    const environments = readdirSync(this.draft).sort();
    const published = environments.map((environment) => this.compare(environment));
    const old = `${this.draft}-old`;
    if (existsSync(this.target)) renameSync(this.target, old);
    renameSync(this.draft, this.target);
    rmSync(old, { recursive: true, force: true });
    if (this.linked) {
      rmSync(this.outdir, { recursive: true, force: true });
      mkdirSync(this.outdir);
      for (const environment of environments) {
        symlinkSync(
          join("..", basename(this.target), environment, "kustomization.yaml"),
          join(this.outdir, `${environment}.yaml`),
        );
      }
    }
    return published;
  }

  private compare(environment: string): Published {
    const before = filesBelow(join(this.target, environment));
    const after = filesBelow(this.folder(environment));
    const names = [...new Set([...before.keys(), ...after.keys()])];
    const changed = names.filter((name) => before.get(name) !== after.get(name)).length;
    return { environment, files: after.size, changed };
  }
}
