import { kubectlLines, markdownFiles, wordsOf } from "../../operations/docs/markdown-page";
import { run } from "../../verify/run-program";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { onLargest, type Scenario } from "../scenario";

/** Commands that only look. */
const reading = /^(get|describe|auth can-i|rollout history|rollout status)\b/;

/** Commands that change something: the server checks them and changes nothing. */
const changing = /^(annotate|delete|patch|rollout undo|scale|create)\b/;

/** Parts of a real cluster that the simulated one has not. */
const notSimulated =
  /metrics-server|ingress-nginx|metrics\.k8s\.io|application|kustomization|cert-manager|secret fingerprint-api-tls|certificaterequests|storageclass|--watch\b|-w\b/;

/** Answers about the state of this very cluster, by a server that has understood the command. */
const understood = /no rollout history found|already exists|only dynamically provisioned pvc can be resized/;

export const s16DocumentedCommands: Scenario = {
  id: "S16",
  title: "kubectl commands of the documents work as written",
  timeLimit: 600,
  on: onLargest,
  async run({ cluster }) {
    const commands = new Map<string, { readonly file: string; readonly words: readonly string[] }>();
    for (const { file, blocks } of markdownFiles())
      for (const { language, code } of blocks)
        if (["bash", "sh"].includes(language))
          for (const line of kubectlLines(code).filter(isTried)) {
            const words = await typed(line, code);
            if (words) commands.set(line, { file, words });
          }
    check(commands.size > 40, `there are commands to try, not ${commands.size} only`);
    const failures: string[] = [];
    for (const [line, { file, words }] of commands) {
      const problem = await attempt(cluster, words);
      if (problem !== undefined) failures.push(`${file}: ${line}\n  ${problem}`);
    }
    checkEqual(failures, [], "every command is accepted");
    const pages = new Set([...commands.values()].map(({ file }) => file));
    return `${commands.size} commands of ${pages.size} pages accepted`;
  },
};

/** The command without what the shell, or a file that is not here, gives to it. */
const withoutFiles = (line: string) => line.replace(/\s*(>|<<).*$/, "").replace(/ --from-env-file=\S+/, "");

function isTried(line: string): boolean {
  // Each goes to the simulated cluster, whatever cluster it names.
  const words = line.replace(/^kubectl (--context \S+ )?/, "");
  return (reading.test(words) || changing.test(words)) && !notSimulated.test(line);
}

/** What a shell hands to kubectl, by the values that the block itself gives its variables; undefined where others are needed. */
async function typed(line: string, block: string): Promise<readonly string[] | undefined> {
  const command = withoutFiles(line).replace(/ --context \S+/, "");
  if (!command.includes("$")) return wordsOf(command).slice(1);
  const values = block.match(/^\w+=[\w.-]+$/gm)?.join("\n") ?? "";
  const print = `kubectl() { printf '%s\\0' "$@"; }`;
  const { status, stdout } = await run("bash", ["-euc", [values, print, command].join("\n")]);
  return status === 0 ? stdout.split("\0").slice(0, -1) : undefined;
}

/** What kubectl complains about; undefined where it does not. */
async function attempt(cluster: Cluster, words: readonly string[]): Promise<string | undefined> {
  const dry = changing.test(words.join(" ")) ? ["--dry-run=server"] : [];
  const { status, stdout, stderr } = await cluster.tryKubectl([...words, ...dry]);
  return status === 0 || understood.test(stderr) ? undefined : (stderr || stdout).trim();
}
