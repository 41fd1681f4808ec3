import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";

/** What a scanner found: one of its checks, on one object. */
export interface Finding {
  readonly file: string;
  /** The check, as the scanner calls it: no two scanners share a name. */
  readonly check: string;
  /** `Kind/name` */
  readonly object: string;
  readonly text: string;
}

type Files = Readonly<Record<string, string>>;

/** Looks at the objects of files, by name, each by itself: an autoscaler in one is none of another's. */
export type Scanner = (files: Files) => Promise<Finding[]>;

/** What a program prints of files, as JSON. One that found something may exit with 1, and its report is what has to be read. */
async function reportOf(
  program: string,
  args: readonly string[],
  files: Files,
  env: Files = {},
  exitCodes = [0, 1],
): Promise<any> {
  const { stdout } = await runProgram(program, [...args, ...Object.keys(files)], { files, env }, exitCodes);
  return JSON.parse(stdout);
}

/** A scanner that looks at all that it is given together. */
const oneByOne =
  (find: (file: Files) => Promise<Omit<Finding, "file">[]>): Scanner =>
  async (files) => {
    const findings: Finding[] = [];
    for (const [file, text] of Object.entries(files))
      findings.push(...(await find({ [file]: text })).map((one) => ({ ...one, file })));
    return findings;
  };

/** All checks that kube-linter brings, but one: kubeconform's schemas are complete, its own lack kinds. */
export const kubeLinter = oneByOne(async (file) => {
  const args = ["lint", "--add-all-built-in", "--exclude=schema-validation", "--format=json"];
  const { Reports } = await reportOf(toolPath("kube-linter"), args, file);
  return (Reports ?? []).map(({ Check, Diagnostic, Object: { K8sObject: found } }: any) => ({
    check: Check,
    object: `${found.GroupVersionKind.Kind}/${found.Name}`,
    text: Diagnostic.Message,
  }));
});

/** The grade of an object that a check has nothing against. */
const best = 10;

/** The checks that kube-score runs by itself: its optional ones want requests that equal limits. */
export const kubeScore = oneByOne(async (file) => {
  const objects = await reportOf(toolPath("kube-score"), ["score", "--output-format=json"], file);
  return objects.flatMap(({ type_meta, object_meta, checks }: any) =>
    checks
      .filter(({ skipped, grade }: any) => !skipped && grade < best)
      .map(({ check: { id }, comments }: any) => ({
        check: id,
        object: `${type_meta.kind}/${object_meta.name}`,
        text: (comments ?? []).map(({ path, summary }: any) => `${path} ${summary}`).join(", "),
      })),
  );
});

/** Its start takes longer than all that it has to look at: it is started once, and sees each file by itself. */
const program = `
import json, sys
from checkov.kubernetes.runner import Runner
from checkov.runner_filter import RunnerFilter

kubernetes = RunnerFilter(framework=["kubernetes"])
failed = Runner().run(None, files=sys.argv[1:], runner_filter=kubernetes).failed_checks
print(json.dumps([[one.file_path, one.check_id, one.resource, one.check_name] for one in failed]))
`;

export const checkov: Scanner = async (files) => {
  const env = { PYTHONPATH: toolPath("checkov") };
  const failed: string[][] = await reportOf("python3", ["-c", program], files, env, [0]);
  return failed.map(([file = "", check = "", resource = "", text = ""]) => {
    // `Kind.namespace.name`
    const [kind = "", , ...name] = resource.split(".");
    return { file, check, object: `${kind}/${name.join(".")}`, text };
  });
};
