import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toolPath } from "../../tools/tool-path";
import type { Check } from "../check";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

const root = join(__dirname, "..", "..");

/** Every shell script of the repository, whatever it is called, is free of shellcheck's findings. */
export const shellcheck: Check = {
  name: "shellcheck",
  proves: "no shell script has a finding of shellcheck, its optional checks included",
  needs: ["shellcheck"],
  run: async () => {
    const scripts = await shellScripts();
    await lint(scripts);
    return `${scripts.length} scripts: ${scripts.join(", ")}`;
  },
  mistakes: [
    { mistake: "an unquoted variable", attempt: () => lintText("rm -rf $1"), refusedWith: /SC2086/ },
    { mistake: "a cd that may fail", attempt: () => lintText('cd "$1"\nrm -rf out'), refusedWith: /SC2164/ },
    {
      mistake: "a variable that nothing sets",
      attempt: () => lintText('echo "${target}"'),
      refusedWith: /SC2154/,
    },
  ],
};

/** Scripts by their first line, since not all have an extension. Files that git ignores are left out. */
async function shellScripts(): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await runProgram("git", args, { cwd: root });
  const scripts = stdout.split("\0").filter((file) => file && isShellScript(join(root, file)));
  if (scripts.length === 0) throw new Error("no shell script was found");
  return scripts;
}

function isShellScript(file: string): boolean {
  try {
    return /^#!.*\b(ba|da|k)?sh\b/.test(readFileSync(file, "utf8").slice(0, 80));
  } catch (error) {
    // A file that was removed and is still in git's index, or a link to a folder.
    if (["ENOENT", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

async function lint(files: readonly string[]): Promise<void> {
  const optional = "--enable=avoid-nullary-conditions,deprecate-which,quote-safe-variables";
  const args = ["--external-sources", "--source-path=SCRIPTDIR", optional, ...files];
  await runProgram(toolPath("shellcheck"), args, { cwd: root });
}

function lintText(body: string): Promise<void> {
  return withTemporaryFolder((folder) => lint([join(folder, "script.sh")]), {
    "script.sh": `#!/usr/bin/env bash\n${body}\n`,
  });
}
