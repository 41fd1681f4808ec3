import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * The output folder, written beside its old content and put in its place at a stroke.
 *
 * The CLI deletes its output folder before the program has looked at anything.
 * `cdk8s.yaml` therefore names a link, `.dist`: deleting it costs nothing, and
 * `dist/` is replaced only when all is well. Another folder, from
 * `cdk8s synth --output`, is written to as it is.
 */
export class Output {
  private readonly linked: boolean;
  private readonly target: string;
  private readonly draft: string;

  constructor(private readonly outdir: string) {
    this.linked = basename(outdir) === ".dist";
    this.target = this.linked ? resolve(dirname(outdir), "dist") : resolve(outdir);
    this.draft = join(dirname(this.target), `.dist-draft-${String(process.pid)}`);
  }

  /** Where an environment's App writes its charts. */
  folder(environment: string): string {
    return join(this.draft, environment);
  }

  /** Replaces the old content by what has been written. */
  publish(): void {
    mkdirSync(dirname(this.target), { recursive: true });
    const old = `${this.draft}-old`;
    if (existsSync(this.target)) renameSync(this.target, old);
    renameSync(this.draft, this.target);
    rmSync(old, { recursive: true, force: true });
    if (this.linked) {
      rmSync(this.outdir, { recursive: true, force: true });
      symlinkSync(basename(this.target), this.outdir);
    }
  }
}
