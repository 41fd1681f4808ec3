import { checkEnvironments } from "../../environments/shape/check-environments";
import type { Environment } from "../../environments/shape/environment";
import { readEnvironments } from "../../environments/shape/read-environments";
import { questionsAfter } from "../../operations/environment/questions";
import { type Check, mistake } from "../check";
import { type Edited, rounds } from "../edits/edited";
import { editsOf } from "../edits/edits";
import { RepositoryCopy, liveSuites } from "../edits/repository-copy";

export const validEdits: Check = {
  proves: "with every prop edited, and an environment more or fewer, synth, docs and the tests pass",
  run: async () => {
    const edited = everyPropEdited();
    await RepositoryCopy.with(async (copy) => {
      for (const [i, { environments }] of edited.entries()) {
        for (const environment of environments) await copy.declare(environment);
        await copy.run("npx", "cdk8s", "synth");
        await copy.run("npm", "run", "docs");
        // Any suite may repeat what is written today; one look at all of them finds it.
        await copy.test(...(i === 0 ? [] : liveSuites));
      }
      for (const command of comingsAndGoings()) {
        await copy.restore();
        await copy.run("npm", "run", "environment", "--", ...command);
        await copy.test(...liveSuites);
      }
    });
    const made = edited.reduce((sum, round) => sum + round.made.length, 0);
    return `${made} props edited in ${edited.length} rounds; one environment added, each removed`;
  },
  mistakes: [
    mistake("a test that repeats the number of an environment's nodes", /there are nodes enough/, () =>
      RepositoryCopy.with(async (copy) => {
        for (const environment of everyPropEdited()[0]!.environments) await copy.declare(environment);
        const [{ name, cluster }] = declared() as [Environment];
        copy.write("test/live/nodes.test.ts", repeating(name, cluster.nodes));
        await copy.test("test/live/nodes");
      }),
    ),
  ],
};

/** The environments as they are, defaults filled in. */
const declared = () => checkEnvironments(readEnvironments().declarations).environments;

/** Rounds of edits, after which every prop has been at another value. Throws where all others of one are refused. */
function everyPropEdited(): Edited[] {
  const edits = declared().flatMap(editsOf).flat();
  const edited = rounds(declared(), edits, ({ name }) => name);
  const made = new Set(edited.flatMap((round) => round.made.map(({ name }) => name)));
  const left = new Set(edits.map(({ name }) => name).filter((name) => !made.has(name)));
  if (left.size > 0) throw new Error(`no other value is valid: ${[...left].join(", ")}`);
  return edited;
}

/** A third environment, and each of those that there are taken away, as words of `npm run environment`. */
function comingsAndGoings(): string[][] {
  const all = declared();
  const [from] = all as [Environment];
  const answers = questionsAfter(from, "europe").flatMap(({ path, suggestion }) =>
    suggestion.flatMap((one) => [`--${path}`, one]),
  );
  const added = ["add", "europe", "--from", from.name, ...answers];
  // The last one stays.
  return [added, ...(all.length > 1 ? all.map(({ name }) => ["remove", name, "--yes"]) : [])];
}

const repeating = (name: string, nodes: number) => `
import { edited } from "../../environments/${name}";

test("there are nodes enough", () => {
  expect(edited.cluster.nodes).toBe(${nodes});
});
`;
