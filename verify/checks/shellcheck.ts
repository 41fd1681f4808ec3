import { join } from "node:path";
import { markdownFiles, markdownPage } from "../../operations/docs/markdown-page";
import { root } from "../../operations/root";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

/** Every shell script of the repository, whatever it is called, and all that the documents tell people to type is sound shell. */
export const shellcheck: Check = {
  name: "shellcheck",
  proves: "no shell script, and no block of commands in the documents, has a finding of shellcheck",
  needs: ["shellcheck"],
  run: async () => {
    const scripts = await shellScripts();
    const blocks = markdownFiles().flatMap(({ file, blocks }) => commandsOf(file, blocks));
    if (scripts.length === 0 || blocks.length === 0) throw new Error("there is nothing to look at");
    await lint(scripts);
    await lintCommands(blocks);
    const pages = new Set(blocks.map(({ place }) => place.split(":")[0]));
    return `${scripts.length} scripts: ${scripts.join(", ")}; ${blocks.length} blocks in ${pages.size} pages`;
  },
  mistakes: [
    mistake("an unquoted variable", /SC2086/, () => lintText("rm -rf $1")),
    mistake("a cd that may fail", /SC2164/, () => lintText('cd "$1"\nrm -rf out')),
    mistake("a variable that nothing sets", /SC2154/, () => lintText('echo "${target}"')),
    mistake("a quote in a page that is not closed", /SC10(72|73|78)|SC1009/, () =>
      lintPage("kubectl get pods -l 'app=api"),
    ),
    mistake("an unquoted variable in a page", /SC2086/, () => lintPage("kubectl get pod $POD")),
    mistake("a placeholder that the shell takes for a file", /a placeholder in angle brackets/, () =>
      lintPage("kubectl logs <pod> -n fingerprint | head"),
    ),
  ],
};

/** Scripts by their first line, since not all have an extension. Files that git ignores are left out. */
async function shellScripts(): Promise<string[]> {
  const args = ["grep", "--untracked", "--line-number", "-E", "^#!.*\\b(ba|da|k)?sh\\b"];
  const { stdout } = await runProgram("git", args, { cwd: root });
  return [...stdout.matchAll(/^(.+?):1:/gm)].map(([, file = ""]) => file);
}

async function lint(files: readonly string[]): Promise<void> {
  const optional = "--enable=avoid-nullary-conditions,deprecate-which,quote-safe-variables";
  const args = ["--external-sources", "--source-path=SCRIPTDIR", optional, ...files];
  await runProgram(toolPath("shellcheck"), args, { cwd: root });
}

const script = (body: string) => `#!/usr/bin/env bash\n${body}\n`;

const lintText = (body: string) =>
  withTemporaryFolder((folder) => lint([join(folder, "script.sh")]), { "script.sh": script(body) });

/** A block of commands and where it stands. */
interface Commands {
  readonly place: string;
  readonly code: string;
}

function commandsOf(file: string, blocks: ReturnType<typeof markdownPage>["blocks"]): Commands[] {
  return blocks
    .filter(({ language }) => ["bash", "sh", "shell"].includes(language))
    .map(({ code, line }) => ({ place: `${file}:${line}`, code }));
}

async function lintCommands(blocks: readonly Commands[]): Promise<void> {
  const placeholders = blocks.filter(({ code }) => /(^|\s)<[a-z-]+>/.test(code));
  if (placeholders.length > 0) {
    const places = placeholders.map(({ place }) => place).join(", ");
    throw new Error(`a placeholder in angle brackets reads from a file: use a variable instead: ${places}`);
  }
  const files = Object.fromEntries(
    blocks.map(({ place, code }) => [place.replaceAll("/", "_"), script(code)]),
  );
  // A page may say what a variable stands for in words (SC2154), and show several commands after a cd (SC2164).
  // Single quotes leave a variable to the shell inside a pod, which is the one that has it (SC2016).
  const args = ["--exclude=SC2016,SC2154,SC2164", ...Object.keys(files)];
  await withTemporaryFolder((cwd) => runProgram(toolPath("shellcheck"), args, { cwd }), files);
}

const lintPage = (code: string) =>
  lintCommands(commandsOf("page.md", markdownPage(`\`\`\`bash\n${code}\n\`\`\`\n`).blocks));
