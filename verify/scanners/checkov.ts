import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";
import type { Scanner } from "./finding";

interface Report {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      /** `Kind.namespace.name` */
      readonly resource: string;
    }[];
  };
}

/** All checks that checkov has for Kubernetes. */
export const checkov: Scanner = async (manifests) => {
  const args = ["--file=manifests.yaml", "--framework=kubernetes", "--output=json", "--soft-fail"];
  const { stdout } = await withTemporaryFolder(
    (cwd) =>
      runProgram("python3", ["-m", "checkov.main", ...args, "--skip-download", "--quiet"], {
        cwd,
        env: { PYTHONPATH: toolPath("checkov") },
      }),
    { "manifests.yaml": manifests },
  );
  return (JSON.parse(stdout) as Report).results.failed_checks.map(({ check_id, check_name, resource }) => {
    const [kind = "", , ...name] = resource.split(".");
    const object = `${kind}/${name.join(".")}`;
    return { check: check_id, object, message: `${object}: ${check_id}: ${check_name}` };
  });
};
