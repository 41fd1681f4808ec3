import { join } from "node:path";
import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

/** What says which checks run. */
export const config = join(__dirname, "..", "..", ".kube-linter.yaml");

/** What kube-linter found: one check on one object. */
export interface Finding {
  readonly check: string;
  readonly object: string;
  readonly message: string;
}

/** Runs kube-linter over a YAML stream. Gives the checks that ran and all that they found. */
export async function lint(manifests: string): Promise<{ checks: string[]; findings: Finding[] }> {
  const args = ["lint", `--config=${config}`, "--format=json", "manifests.yaml"];
  const { stdout } = await withTemporaryFolder(
    // It exits with 1 when it found something, and its report is what has to be read.
    (cwd) => runProgram(toolPath("kube-linter"), args, { cwd }, [0, 1]),
    { "manifests.yaml": manifests },
  );
  const { Checks, Reports } = JSON.parse(stdout) as Report;
  const findings = (Reports ?? []).map(({ Check, Diagnostic, Object: { K8sObject: object } }) => ({
    check: Check,
    object: `${object.GroupVersionKind.Kind}/${object.Name}`,
    message: `${object.GroupVersionKind.Kind}/${object.Name}: ${Check}: ${Diagnostic.Message}`,
  }));
  return { checks: Checks.map(({ name }) => name), findings };
}

interface Report {
  readonly Checks: readonly { readonly name: string }[];
  readonly Reports:
    | readonly {
        readonly Check: string;
        readonly Diagnostic: { readonly Message: string };
        readonly Object: {
          readonly K8sObject: { readonly Name: string; readonly GroupVersionKind: { readonly Kind: string } };
        };
      }[]
    | null;
}
