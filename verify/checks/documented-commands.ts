import { markdownFiles } from "../../operations/docs/markdown-files";
import { markdownPage } from "../../operations/docs/markdown-page";
import { toolPath } from "../../tools/tool-path";
import type { Check } from "../check";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

/** A block of commands and where it stands. */
interface Commands {
  readonly place: string;
  readonly code: string;
}

/** Commands that the documents tell people to type are sound shell. */
export const documentedCommands: Check = {
  name: "documented-commands",
  proves: "no block of commands in the documents has a finding of shellcheck",
  needs: ["shellcheck"],
  run: async () => {
    const blocks = markdownFiles().flatMap(({ file, blocks }) => commandsOf(file, blocks));
    if (blocks.length === 0) throw new Error("no block of commands was found");
    await lint(blocks);
    return `${blocks.length} blocks in ${new Set(blocks.map(({ place }) => place.split(":")[0])).size} pages`;
  },
  mistakes: [
    {
      mistake: "a quote that is not closed",
      attempt: () => lintText("kubectl get pods -l 'app=api"),
      refusedWith: /SC10(72|73|78)|SC1009/,
    },
    {
      mistake: "an unquoted variable",
      attempt: () => lintText("kubectl get pod $POD"),
      refusedWith: /SC2086/,
    },
    {
      mistake: "a placeholder that the shell takes for a file",
      attempt: () => lintText("kubectl logs <pod> -n fingerprint | head"),
      refusedWith: /a placeholder in angle brackets/,
    },
  ],
};

function commandsOf(file: string, blocks: ReturnType<typeof markdownPage>["blocks"]): Commands[] {
  return blocks
    .filter(({ language }) => ["bash", "sh", "shell"].includes(language))
    .map(({ code, line }) => ({ place: `${file}:${line}`, code }));
}

async function lint(blocks: readonly Commands[]): Promise<void> {
  const placeholders = blocks.filter(({ code }) => /(^|\s)<[a-z-]+>/.test(code));
  if (placeholders.length > 0) {
    const places = placeholders.map(({ place }) => place).join(", ");
    throw new Error(`a placeholder in angle brackets reads from a file: use a variable instead: ${places}`);
  }
  const files = Object.fromEntries(
    blocks.map(({ place, code }) => [place.replaceAll("/", "_"), `#!/usr/bin/env bash\n${code}`]),
  );
  // A page may say what a variable stands for in words (SC2154), and show several commands after a cd (SC2164).
  // Single quotes leave a variable to the shell inside a pod, which is the one that has it (SC2016).
  const args = ["--exclude=SC2016,SC2154,SC2164", ...Object.keys(files)];
  await withTemporaryFolder((cwd) => runProgram(toolPath("shellcheck"), args, { cwd }), files);
}

function lintText(code: string): Promise<void> {
  const { blocks } = markdownPage(`\`\`\`bash\n${code}\n\`\`\`\n`);
  return lint(commandsOf("page.md", blocks));
}
