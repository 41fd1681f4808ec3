import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { elasticsearch } from "../../contracts/components";
import { markdownPage } from "../../operations/docs/markdown-page";
import { root } from "../../operations/root";
import { type Outcome, run } from "../run-program";
import type { ElasticsearchNode } from "./elasticsearch-node";

const textOf = (page: string) => readFileSync(join(root, "docs/operations", page), "utf8");

const shellOf = (part: string) =>
  markdownPage(part).blocks.flatMap(({ language, code }) =>
    ["bash", "sh"].includes(language) ? [code] : [],
  );

/** How Elasticsearch is asked, as the page defines it first. */
export const [definition = ""] = shellOf(textOf("elasticsearch.md")).map((block) =>
  block.replace(/^es .*/gms, ""),
);

/**
 * The blocks of commands below a heading.
 *
 * @param page a page of docs/operations. Default: the one about Elasticsearch
 */
export function blocksUnder(heading: string, page = "elasticsearch.md"): readonly string[] {
  const part = textOf(page)
    .split(/^## /m)
    .find((one) => one.startsWith(`${heading}\n`));
  if (part === undefined) throw new Error(`docs/operations/${page} has no part "${heading}"`);
  return shellOf(part);
}

/** The command below a heading that has a text in it, with the variables of `values` filled in. */
export function commandWith(
  heading: string,
  part: string,
  values: Readonly<Record<string, string>> = {},
): string {
  const lines = blocksUnder(heading).flatMap((block) => block.split("\n"));
  const found = lines.find((line) => line.includes(part));
  if (found === undefined) throw new Error(`"${heading}" has no command with ${part}`);
  return Object.entries(values).reduce((line, [from, to]) => line.replaceAll(from, to), found);
}

/** What typed commands printed. Throws where one failed, or Elasticsearch has answered one with an error. */
export function answersOf(commands: string, { status, stdout, stderr }: Outcome): string {
  if (status === 0 && !/(^|\})\{"error"/m.test(stdout)) return stdout;
  throw new Error(`${commands} ended with ${status}:\n${stdout}${stderr}`);
}

/**
 * Types commands of the page as a person would, in a shell whose kubectl reaches the containers of this node alone.
 *
 * @param input what the person types when asked
 * @returns what Elasticsearch answered. Rejects where one of the answers is an error
 */
export async function type(node: ElasticsearchNode, commands: string, input?: string): Promise<string> {
  const kubectl = node.pod.kubectl(elasticsearch.name).command;
  const outcome = await run("bash", ["-euc", `${definition}\n${commands}`], {
    input,
    env: { PATH: `${dirname(kubectl)}:${process.env["PATH"] ?? ""}` },
    timeout: 120,
  });
  return answersOf(commands, outcome);
}
