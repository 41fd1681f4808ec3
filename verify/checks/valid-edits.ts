import { checkEnvironments } from "../../environments/shape/check-environments";
import { readEnvironments } from "../../environments/shape/read-environments";
import { questionsAfter } from "../../operations/environment/questions";
import { type Check, mistake } from "../check";
import { type Edited, rounds } from "../edits/edited";
import { RepositoryCopy, liveSuites } from "../edits/repository-copy";

/** An engineer changes what an environment says, adds or removes one, synthesizes, and every suite passes. */
export const validEdits: Check = {
  name: "valid-edits",
  proves:
    "with every prop of every environment at another valid value, and with one environment more or fewer, synth, docs and the tests pass",
  needs: [],
  run: async () => {
    const edited = [...rounds(declared())];
    await RepositoryCopy.with(async (copy) => {
      for (const [i, { environments }] of edited.entries()) {
        for (const environment of environments) await copy.declare(environment);
        await copy.synthesize();
        // Any suite may repeat what is written today; one look at all of them finds it.
        await copy.test(...(i === 0 ? [] : liveSuites));
      }
      for (const command of comingsAndGoings()) {
        await copy.restore();
        await copy.run("npm", "run", "environment", "--", ...command);
        await copy.test(...liveSuites);
      }
    });
    return summary(edited);
  },
  mistakes: [
    mistake("a test that repeats the number of an environment's nodes", /there are nodes enough/, () =>
      RepositoryCopy.with(async (copy) => {
        const [first] = rounds(declared());
        for (const environment of first?.environments ?? []) await copy.declare(environment);
        for (const { name, cluster } of declared().slice(0, 1))
          copy.write("test/live/nodes.test.ts", repeating(name, cluster.nodes));
        await copy.test("test/live/nodes");
      }),
    ),
  ],
};

/** The environments as they are, defaults filled in. */
const declared = () => checkEnvironments(readEnvironments().declarations).environments;

/** A third environment, and each of those that there are taken away, as words of `npm run environment`. */
function comingsAndGoings(): string[][] {
  const all = declared();
  const added = all.slice(0, 1).map((from) => {
    const answers = questionsAfter(from, "europe").flatMap(({ path, suggestion }) =>
      suggestion.flatMap((one) => [`--${path}`, one]),
    );
    return ["add", "europe", "--from", from.name, ...answers];
  });
  // The last one stays.
  return [...added, ...(all.length > 1 ? all.map(({ name }) => ["remove", name, "--yes"]) : [])];
}

function summary(edited: readonly Edited[]): string {
  const made = edited.flatMap((round) => round.made);
  const props = new Set(made.map(({ environment, path }) => `${environment}.${path}`)).size;
  return `${made.length} edits of ${props} props in ${edited.length} rounds; one environment added, each removed`;
}

const repeating = (name: string, nodes: number) => `
import { edited } from "../../environments/${name}";

test("there are nodes enough", () => {
  expect(edited.cluster.nodes).toBe(${nodes});
});
`;
