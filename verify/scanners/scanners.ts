import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

/** What a scanner found: one of its checks, on one object. */
export interface Finding {
  /** The check, as the scanner calls it: no two scanners share a name. */
  readonly check: string;
  /** `Kind/name` */
  readonly object: string;
  readonly message: string;
}

/** Looks at YAML streams of objects, each by itself. Gives the findings of each. */
export type Scanner = (streams: readonly string[]) => Promise<Finding[][]>;

/** All checks that kube-linter brings, but one: kubeconform's schemas are complete, its own lack kinds. */
export const kubeLinter: Scanner = async (streams) => {
  const options = ["--add-all-built-in", "--exclude=schema-validation", "--format=json"];
  return Promise.all(
    streams.map(async (stream) => {
      const { stdout } = await withTemporaryFolder(
        // It exits with 1 when it found something, and its report is what has to be read.
        (cwd) => runProgram(toolPath("kube-linter"), ["lint", ...options, "manifests.yaml"], { cwd }, [0, 1]),
        { "manifests.yaml": stream },
      );
      return (JSON.parse(stdout).Reports ?? []).map(
        ({ Check, Diagnostic, Object: { K8sObject: found } }: any) => {
          const object = `${found.GroupVersionKind.Kind}/${found.Name}`;
          return { check: Check, object, message: `${object}: ${Check}: ${Diagnostic.Message}` };
        },
      );
    }),
  );
};

/** The grade of an object that a check has nothing against. */
const best = 10;

/** The checks that kube-score runs by itself: its optional ones want requests that equal limits. */
export const kubeScore: Scanner = async (streams) => {
  const args = ["score", "--output-format=json", "-"];
  return Promise.all(
    streams.map(async (input) => {
      // It exits with 1 when it found something grave, and its report is what has to be read.
      const { stdout } = await runProgram(toolPath("kube-score"), args, { input }, [0, 1]);
      return JSON.parse(stdout).flatMap(({ type_meta, object_meta, checks }: any) => {
        const object = `${type_meta.kind}/${object_meta.name}`;
        return checks
          .filter(({ skipped, grade }: any) => !skipped && grade < best)
          .map(({ check: { id }, comments }: any) => ({
            check: id,
            object,
            message: `${object}: ${id}: ${(comments ?? []).map(({ path, summary }: any) => `${path} ${summary}`).join(", ")}`,
          }));
      });
    }),
  );
};

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
