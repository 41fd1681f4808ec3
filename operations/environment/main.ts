import { readEnvironments } from "../../environments/shape/read-environments";
import { named } from "../manifests/environment-named";
import { UsageError, main } from "../report/command";
import { addEnvironment } from "./add-environment";
import { answerable } from "./questions";
import { removeEnvironment } from "./remove-environment";

const help = `
Usage: npm run environment -- add <name> --from <environment> [--<prop> <value> ...]
       npm run environment -- remove <name> [--yes]

add     writes environments/<name>.ts after another environment's file, and its examples for Argo CD and Flux, synthesizes,
        and writes the documents. What no two environments share is asked for; options answer before:
${answerable.map((path) => `          --${path} <value>`).join("\n")}
        A list takes its option more than once.
remove  says how to delete the environment from its cluster, asks, and takes away its file, examples, dist/ and documents.

  --from <environment>  add: the environment that the new one is made after
  --yes                 remove: do not ask

Exit status: 0 done; 1 synth refuses it; 2 wrong usage. Nothing is written but by 0.
`;

main({
  help,
  options: {
    from: { type: "string" },
    yes: { type: "boolean" },
    ...Object.fromEntries(answerable.map((path) => [path, { type: "string", multiple: true } as const])),
  },
  run({ values: { from, yes, ...answers }, positionals: [action, name, ...others] }) {
    const { declarations } = readEnvironments();
    const declarationOf = (name: string) => named(name, declarations, ({ props }) => props.name);
    if (name === undefined || others.length > 0)
      throw new UsageError("name add or remove, and one environment");
    if (action === "remove") return removeEnvironment(declarationOf(name), declarations, yes === true);
    if (action !== "add") throw new UsageError(`${String(action)}: no such action, there is add, remove`);
    if (typeof from !== "string") throw new UsageError("--from names the environment that it is made after");
    return addEnvironment(name, declarationOf(from), answers);
  },
});
