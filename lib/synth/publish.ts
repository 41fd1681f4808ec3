import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Where the manifests end up.
 *
 * The CLI deletes its output folder before the program has looked at anything.
 * `cdk8s.yaml` therefore names a link, `.dist`: deleting it costs nothing, and
 * `dist/` is replaced only when all is well. Another folder, from
 * `cdk8s synth --output`, is written to as it is.
 */
export class Output {
  private readonly target: string;
  private readonly link: string | undefined;

  /** A folder beside the target to write to, until `publish` or `discard`. */
  readonly draft: string;

  constructor(outdir: string) {
    const linked = basename(outdir) === ".dist";
    this.target = linked ? resolve(dirname(outdir), "dist") : resolve(outdir);
    this.link = linked ? resolve(outdir) : undefined;
    mkdirSync(dirname(this.target), { recursive: true });
    this.draft = mkdtempSync(join(dirname(this.target), ".dist-draft-"));
  }

  /** Puts the draft in the target's place. */
  publish() {
    chmodSync(this.draft, 0o755);
    const old = `${this.draft}-old`;
    if (existsSync(this.target)) renameSync(this.target, old);
    renameSync(this.draft, this.target);
    rmSync(old, { recursive: true, force: true });
    if (this.link !== undefined) {
      if (lstatSync(this.link, { throwIfNoEntry: false })) rmSync(this.link);
      symlinkSync(basename(this.target), this.link);
    }
  }

  /** Leaves the target as it was. */
  discard() {
    rmSync(this.draft, { recursive: true, force: true });
  }
}
