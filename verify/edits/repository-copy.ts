import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/shape/environment";
import { run, runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

const root = join(__dirname, "../..");

/** What of this repository no copy needs: history, packages, drafts of synth. */
const left = /^(\.git|node_modules|\.dist.*)$/;

/** Suites that look at what an edit changes: environments, manifests, documents. */
export const liveSuites = ["test/live", "test/operations/docs"];

/** A busy machine takes its time. */
const patience = { env: { CDK8S_CHECK_UPGRADE: "false" }, timeout: 900 };

/** A copy of this repository, where an engineer edits. */
export class RepositoryCopy {
  private constructor(readonly folder: string) {}

  /** Gives `work` a copy, which is gone afterwards. */
  static with<T>(work: (copy: RepositoryCopy) => Promise<T>): Promise<T> {
    return withTemporaryFolder(async (folder) => {
      const filter = (path: string) => !left.test(path.slice(root.length + 1));
      cpSync(root, folder, { recursive: true, filter });
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      const copy = new RepositoryCopy(folder);
      const author = ["-c", "user.name=verify", "-c", "user.email=verify@example.com"];
      await copy.run("git", "init", "--quiet");
      await copy.run("git", "add", "--all");
      await copy.run("git", ...author, "commit", "--quiet", "--message=as it was");
      return work(copy);
    });
  }

  async restore(): Promise<void> {
    await this.run("git", "reset", "--quiet", "--hard");
    await this.run("git", "clean", "--quiet", "--force", "-d");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Writes the environment's file as an engineer would have left it. */
  async declare({ name, ...props }: Environment): Promise<void> {
    const declared = `import { environment } from "./shape/environment";
      export const edited = environment(${JSON.stringify({ name, ...props })});`;
    this.write(`environments/${name}.ts`, declared);
    await this.run("npx", "prettier", "--write", `environments/${name}.ts`);
  }

  async run(program: string, ...args: string[]): Promise<void> {
    await runProgram(program, args, { cwd: this.folder, ...patience });
  }

  /** Runs suites. Rejects with what each says that fails. */
  async test(...suites: readonly string[]): Promise<void> {
    // What one run has compiled, the next need not, and all of it goes with the copy.
    const words = ["jest", "--ci", "--json", "--cacheDirectory=.jest", ...suites];
    const { stdout, stderr } = await run("npx", words, { cwd: this.folder, ...patience });
    if (!stdout.startsWith("{")) throw new Error(stderr);
    const failed = JSON.parse(stdout).testResults.filter(({ status }: any) => status !== "passed");
    if (failed.length > 0) throw new Error(failed.map(({ message }: any) => message).join("\n"));
  }
}
