import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";
import type { Scanner } from "./finding";

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
