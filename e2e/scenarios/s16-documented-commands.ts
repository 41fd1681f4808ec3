import { kubectlLines, markdownFiles } from "../../operations/docs/markdown-page";
import { run } from "../../verify/run-program";
import { check, checkEqual } from "../check";
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
  async run({ cluster, signal }) {
    const tried = new Map<string, string>();
    const failures: string[] = [];
    for (const { file, blocks } of markdownFiles())
      for (const { code } of blocks.filter(({ language }) => ["bash", "sh"].includes(language)))
        for (const line of kubectlLines(code)) {
          // Each goes to the simulated cluster, whatever cluster it names.
          const command = line.replace(/ --context \S+/, "");
          const words = command.replace(/^kubectl /, "");
          const dry = changing.test(words) ? "--dry-run=server" : "";
          if (tried.has(line) || notSimulated.test(line) || !(dry || reading.test(words))) continue;
          // A shell has the values that the block itself gives its variables, but no files.
          const values = code.match(/^\w+=[\w.-]+$/gm) ?? [];
          const kubectl = `kubectl() { command kubectl "$@" ${dry}; }`;
          const typed = command.replace(/\s*(>|<<).*$/, "").replace(/ --from-env-file=\S+/, "");
          const { status, stdout, stderr } = await run(
            "bash",
            ["-euc", [...values, kubectl, typed].join("\n")],
            {
              ...{ env: cluster.env, signal },
            },
          );
          // It complains itself where it lacks a value, or the rest of a loop.
          if (stderr.startsWith("bash: ")) continue;
          tried.set(line, file);
          if (status !== 0 && !understood.test(stderr))
            failures.push(`${file}: ${line}\n  ${stderr || stdout}`);
        }
    check(tried.size > 40, `there are commands to try, not ${tried.size} only`);
    checkEqual(failures, [], "every command is accepted");
    return `${tried.size} commands of ${new Set(tried.values()).size} pages accepted`;
  },
};
