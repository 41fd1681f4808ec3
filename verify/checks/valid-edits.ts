import { checkEnvironments } from "../../environments/shape/check-environments";
import { readEnvironments } from "../../environments/shape/read-environments";
import type { Check } from "../check";
import { type Edited, rounds } from "../edits/edited";
import { RepositoryCopy, liveSuites } from "../edits/repository-copy";

/** An engineer changes what an environment says, synthesizes, and every suite passes. */
export const validEdits: Check = {
  name: "valid-edits",
  proves: "with every prop of every environment at another valid value, synth, docs and the tests pass",
  needs: [],
  run: () =>
    RepositoryCopy.with(async (copy) => {
      const edited = [...rounds(declared())];
      for (const [i, { environments }] of edited.entries()) {
        for (const environment of environments) await copy.declare(environment);
        await copy.synthesize();
        // Any suite may repeat what is written today; one look at all of them finds it.
        await copy.test(...(i === 0 ? [] : liveSuites));
      }
      return summary(edited);
    }),
  mistakes: [
    {
      mistake: "a test that repeats the number of an environment's nodes",
      attempt: () =>
        RepositoryCopy.with(async (copy) => {
          const [first] = rounds(declared());
          for (const environment of first?.environments ?? []) await copy.declare(environment);
          const [{ name, cluster }] = declared() as [ReturnType<typeof declared>[0]];
          copy.write("test/live/nodes.test.ts", repeating(name, cluster.nodes));
          await copy.test("test/live/nodes");
        }),
      refusedWith: /there are nodes enough/,
    },
  ],
};

/** The environments as they are, defaults filled in. */
const declared = () => checkEnvironments(readEnvironments().declarations).environments;

function summary(edited: readonly Edited[]): string {
  const made = edited.flatMap((round) => round.made);
  const props = new Set(made.map(({ path }) => path)).size;
  return `${props} props in ${made.length} edits, all of them in ${edited.length} rounds`;
}

const repeating = (name: string, nodes: number) => `
import { edited } from "../../environments/${name}";

test("there are nodes enough", () => {
  expect(edited.cluster.nodes).toBe(${nodes});
});
`;
