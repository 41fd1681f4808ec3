import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";
import type { Scanner } from "./finding";

/** All checks that checkov has for Kubernetes. Its start takes longer than all it has to look at: it is started once. */
const program = `
import json, sys
from checkov.kubernetes.runner import Runner
from checkov.runner_filter import RunnerFilter

kubernetes = RunnerFilter(framework=["kubernetes"])
for file in sys.argv[1:]:
    failed = Runner().run(None, files=[file], runner_filter=kubernetes).failed_checks
    print(json.dumps([[one.check_id, one.check_name, one.resource] for one in failed]))
`;

export const checkov: Scanner = async (streams) => {
  const files = Object.fromEntries(streams.map((stream, i) => [`${String(i)}.yaml`, stream]));
  const env = { PYTHONPATH: toolPath("checkov") };
  const { stdout } = await withTemporaryFolder(
    (cwd) => runProgram("python3", ["-c", program, ...Object.keys(files)], { cwd, env }),
    files,
  );
  const reports = stdout.trim().split("\n");
  if (reports.length !== streams.length) throw new Error(`checkov said nothing of some objects:\n${stdout}`);
  return reports.map((report) =>
    (JSON.parse(report) as [check: string, title: string, resource: string][]).map(
      ([check, title, resource]) => {
        // `Kind.namespace.name`
        const [kind = "", , ...name] = resource.split(".");
        const object = `${kind}/${name.join(".")}`;
        return { check, object, message: `${object}: ${check}: ${title}` };
      },
    ),
  );
};
