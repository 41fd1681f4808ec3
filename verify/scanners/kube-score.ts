import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import type { Scanner } from "./finding";

type Report = readonly {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly skipped: boolean;
    readonly grade: number;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}[];

/** The grade of an object that a check has nothing against. */
const best = 10;

/** The checks that kube-score runs by itself: its optional ones want requests that equal limits. */
export const kubeScore: Scanner = async (streams) => {
  const args = ["score", "--output-format=json", "-"];
  return Promise.all(
    streams.map(async (input) => {
      // It exits with 1 when it found something grave, and its report is what has to be read.
      const { stdout } = await runProgram(toolPath("kube-score"), args, { input }, [0, 1]);
      return (JSON.parse(stdout) as Report).flatMap(({ type_meta, object_meta, checks }) => {
        const object = `${type_meta.kind}/${object_meta.name}`;
        return checks
          .filter(({ skipped, grade }) => !skipped && grade < best)
          .map(({ check: { id }, comments }) => ({
            check: id,
            object,
            message: `${object}: ${id}: ${(comments ?? []).map(({ path, summary }) => `${path} ${summary}`).join(", ")}`,
          }));
      });
    }),
  );
};
