import { toolPath } from "../../tools/tool-path";
import { linePatterns } from "../../logging/logstash/line-patterns";
import type { Check, SeededMistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { runProgram } from "../run-program";

/** The pipelines are what Logstash's language allows, in the judgement of a grammar that somebody else wrote. */
export const logstashPipelines: Check = {
  name: "logstash-pipelines",
  proves:
    "every .conf parses with an independent grammar of Logstash's language, and holds the patterns that are tested",
  needs: ["logstash-pipeline-parser"],
  run: async () => {
    const files = overlays().flatMap(({ environment, folder }) =>
      Object.entries(configMapFiles(folder, "logging", "logstash-pipelines")).map(([file, text]) => ({
        name: `${environment}: ${file}`,
        file,
        text,
      })),
    );
    const counts = await Promise.all(
      files.map(async ({ name, file, text }) => {
        const { plugins, texts } = await parsed(text);
        if (file === "main.conf") requirePatterns(name, texts);
        return plugins;
      }),
    );
    return `${String(files.length)} pipelines, ${String(counts.reduce((sum, count) => sum + count, 0))} plugins`;
  },
  mistakes: [
    refused("a brace that is not closed", 'filter { mutate { remove_field => ["a"] }'),
    refused("a setting without an arrow", 'filter { grok { match "a" } }'),
    refused("a condition without a field", "filter { if =~ /a/ { drop {} } }"),
    {
      mistake: "a pipeline whose patterns are not those that are tested",
      attempt: () => {
        requirePatterns("main.conf", []);
      },
      refusedWith: /main\.conf lacks the pattern of access, request, inference, application/,
    },
  ],
};

/** Prints the number of plugins and every text of a pipeline. */
const program = `
import json, sys
from logstash_pipeline_parser import Pipeline

def texts(node):
    if isinstance(node, list):
        for item in node:
            yield from texts(item)
    else:
        yield str(node)

tree = Pipeline(sys.stdin.read()).parse()
plugins = sum(len(section[1]) for section in tree)
print(json.dumps({"plugins": plugins, "texts": list(texts(tree))}))
`;

async function parsed(text: string): Promise<{ plugins: number; texts: string[] }> {
  const { stdout } = await runProgram("python3", ["-c", program], {
    input: text,
    env: { PYTHONPATH: toolPath("logstash-pipeline-parser") },
  });
  return JSON.parse(stdout) as { plugins: number; texts: string[] };
}

function requirePatterns(name: string, texts: readonly string[]): void {
  const missing = Object.entries(linePatterns).filter(([, pattern]) => !texts.includes(unescaped(pattern)));
  if (missing.length > 0)
    throw new Error(`${name} lacks the pattern of ${missing.map(([kind]) => kind).join(", ")}`);
}

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The grammar undoes escapes, which Logstash leaves to the expressions' engine. */
const unescaped = (pattern: string) =>
  pattern.replaceAll(/\\(.)/g, (_, character: string) => controls[character] ?? character);

function refused(mistake: string, text: string): SeededMistake {
  return { mistake, attempt: () => parsed(text), refusedWith: /ParseException|Expected/ };
}
