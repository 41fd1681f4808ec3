import { markdownFiles, markdownPage } from "../../operations/docs/markdown-page";
import { root } from "../../operations/root";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

export const shellcheck: Check = {
  proves: "no shell script, and no block of commands in the documents, has a finding of shellcheck",
  needs: ["shellcheck"],
  run: async () => {
    const scripts = await shellScripts();
    await lint(root, strictly, scripts);
    const blocks = await lintPages(markdownFiles());
    if (scripts.length === 0 || blocks === 0) throw new Error("there is nothing to look at");
    return `${scripts.length} scripts: ${scripts.join(", ")}; ${blocks} blocks in pages`;
  },
  mistakes: [
    mistake("an unquoted variable", /SC2086/, () =>
      withTemporaryFolder((folder) => lint(folder, strictly, ["a.sh"]), { "a.sh": script("rm -rf $1") }),
    ),
    mistake("a quote in a page that is not closed", /SC10(72|73|78)|SC1009/, () =>
      lintPage("kubectl get pods -l 'app=api"),
    ),
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

const strictly = "--enable=avoid-nullary-conditions,deprecate-which,quote-safe-variables";

async function lint(cwd: string, option: string, files: readonly string[]): Promise<void> {
  const args = ["--external-sources", "--source-path=SCRIPTDIR", option];
  await runProgram(toolPath("shellcheck"), [...args, ...files], { cwd });
}

const script = (body: string) => `#!/usr/bin/env bash\n${body}\n`;

/** Lints the blocks of commands in pages, and counts them. */
async function lintPages(pages: ReturnType<typeof markdownFiles>): Promise<number> {
  const commands = pages.flatMap(({ file, blocks }) =>
    blocks
      .filter(({ language }) => ["bash", "sh", "shell"].includes(language))
      .map(({ code, line }) => [`${file}:${line}`, code] as const),
  );
  const placeholders = commands.filter(([, code]) => /(^|\s)<[a-z-]+>/.test(code));
  if (placeholders.length > 0) {
    const places = placeholders.map(([place]) => place).join(", ");
    throw new Error(`a placeholder in angle brackets reads from a file: use a variable instead: ${places}`);
  }
  const files = Object.fromEntries(
    commands.map(([place, code]) => [place.replaceAll("/", "_"), script(code)]),
  );
  // A page may say what a variable stands for in words (SC2154), and show several commands after a cd (SC2164).
  // Single quotes leave a variable to the shell inside a pod, which is the one that has it (SC2016).
  const leniently = "--exclude=SC2016,SC2154,SC2164";
  await withTemporaryFolder((folder) => lint(folder, leniently, Object.keys(files)), files);
  return commands.length;
}

const lintPage = (code: string) =>
  lintPages([{ file: "page.md", ...markdownPage(`\`\`\`bash\n${code}\n\`\`\`\n`) }]);
