import type { EnvironmentProps } from "../../environments/shape/environment";
import { readEnvironments } from "../../environments/shape/read-environments";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistakesIn } from "../check";
import { configMapOf, manifestsOf } from "../config-map";
import { runProgram } from "../run-program";
import { variants } from "../variants/variants";

export const logstashPipelines: Check = {
  proves: "every .conf, with all that props bring in, parses by an independent grammar of Logstash's",
  needs: ["logstash-pipeline-parser"],
  run: async () => {
    const ours = readEnvironments().declarations.map(({ props }) => props);
    const files = [...ours, ...Object.values(variants)].flatMap(pipelinesOf);
    const counts = await Promise.all(files.map(pluginsOf));
    return `${files.length} pipelines, ${counts.reduce((sum, count) => sum + count, 0)} plugins`;
  },
  mistakes: mistakesIn("logstash-pipelines", pluginsOf),
};

const pipelinesOf = (props: EnvironmentProps) =>
  Object.values(configMapOf(manifestsOf(props), "logstash-pipelines"));

/** Prints the number of plugins of a pipeline. Only the grammar: the parser's types take every `path` for a text, never a list. */
const program = `
import sys
from logstash_pipeline_parser.tree import AST

tree = AST().parse_config(sys.stdin.read())
print(sum(len(section[1]) for section in tree))
`;

async function pluginsOf(text: string): Promise<number> {
  const { stdout } = await runProgram("python3", ["-c", program], {
    input: text,
    env: { PYTHONPATH: toolPath("logstash-pipeline-parser") },
  });
  return Number(stdout);
}
