import { toolPath } from "../../tools/tool-path";
import { runProgram } from "../run-program";
import type { Scanner } from "./finding";

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
