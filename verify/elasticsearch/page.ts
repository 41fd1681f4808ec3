import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { markdownPage } from "../../operations/docs/markdown-page";
import { root } from "../../operations/root";
import { type RunOptions, run } from "../run-program";
import type { ElasticsearchNode } from "./elasticsearch-node";

const textOf = (page: string) => readFileSync(join(root, "docs/operations", page), "utf8");

const shellOf = (part: string) =>
  markdownPage(part)
    .blocks.filter(({ language }) => ["bash", "sh"].includes(language))
    .map(({ code }) => code);

/** How Elasticsearch is asked, as the page defines it first. */
const definition = shellOf(textOf("elasticsearch.md"))[0]!.replace(/^es .*/gms, "");

/** The blocks of commands below a heading of a page of docs/operations. */
export function blocksUnder(heading: string, page = "elasticsearch.md"): readonly string[] {
  const part = textOf(page)
    .split(/^## /m)
    .find((one) => one.startsWith(`${heading}\n`));
  if (part === undefined) throw new Error(`docs/operations/${page} has no part "${heading}"`);
  return shellOf(part);
}

export function commandWith(heading: string, part: string): string {
  const lines = blocksUnder(heading).flatMap((block) => block.split("\n"));
  const found = lines.find((line) => line.includes(part));
  if (found === undefined) throw new Error(`"${heading}" has no command with ${part}`);
  return found.trim();
}

/**
 * Types commands of a page as a person would, who finds the programs of the folder first, such as kubectl. Gives what they
 * print, and rejects where one failed or Elasticsearch has answered one with an error.
 */
export async function typed(folder: string, commands: string, options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await run("bash", ["-euc", `${definition}\n${commands}`], {
    ...options,
    env: { ...options.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
  });
  if (status === 0 && !/(^|\})\{"error"/m.test(stdout)) return stdout;
  throw new Error(`${commands} ended with ${status}:\n${stdout}${stderr}`);
}

/** The same in a shell whose kubectl reaches the containers of this node alone. */
export const typeOn = (node: ElasticsearchNode, commands: string, input?: string): Promise<string> =>
  typed(dirname(node.kubectl()), commands, { timeout: 120, ...(input !== undefined && { input }) });
