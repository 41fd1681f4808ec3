import { toolPath } from "../../tools/tool-path";
import { type Check, type SeededMistake, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { runProgram } from "../run-program";

/** The pipelines are what Logstash's language allows, in the judgement of a grammar that somebody else wrote. */
export const logstashPipelines: Check = {
  name: "logstash-pipelines",
  proves: "every .conf parses with an independent grammar of Logstash's language",
  needs: ["logstash-pipeline-parser"],
  run: async () => {
    const files = overlays().flatMap(({ folder }) =>
      Object.values(configMapFiles(folder, "logging", "logstash-pipelines")),
    );
    const counts = await Promise.all(files.map(pluginsOf));
    return `${String(files.length)} pipelines, ${String(counts.reduce((sum, count) => sum + count, 0))} plugins`;
  },
  mistakes: [
    refused("a brace that is not closed", 'filter { mutate { remove_field => ["a"] }'),
    refused("a setting without an arrow", 'filter { grok { match "a" } }'),
    refused("a condition without a field", "filter { if =~ /a/ { drop {} } }"),
  ],
};

/** Prints the number of plugins of a pipeline. */
const program = `
import sys
from logstash_pipeline_parser import Pipeline

tree = Pipeline(sys.stdin.read()).parse()
print(sum(len(section[1]) for section in tree))
`;

async function pluginsOf(text: string): Promise<number> {
  const { stdout } = await runProgram("python3", ["-c", program], {
    input: text,
    env: { PYTHONPATH: toolPath("logstash-pipeline-parser") },
  });
  return Number(stdout);
}

function refused(what: string, text: string): SeededMistake {
  return mistake(what, /ParseException|Expected/, () => pluginsOf(text));
}
