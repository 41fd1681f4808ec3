import { checkEnvironments } from "../../environments/shape/check-environments";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { rounds } from "../edits/edited";
import { edgesOf } from "../edits/edits";

/** As few variants of an environment as it takes, so that each prop of the schema has been at each of its edges. */
export function edgeVariants(props: EnvironmentProps) {
  const [env] = checkEnvironments([{ file: `environments/${props.name}.ts`, props }]).environments;
  if (!env) throw new Error(`${props.name} is not valid`);
  const edges = edgesOf(env);
  const made = rounds([env], edges, (edit) => edit);
  const done = new Set(made.flatMap((round) => round.made));
  const names = new Set([...done].map(({ name }) => name));
  const left = edges.filter((edge) => !done.has(edge));
  const untried = left.map(({ name }) => name).filter((name) => !names.has(name));
  return {
    variants: made.flatMap(({ environments }) => environments),
    edges: edges.length,
    /** Edges that other props rule out wherever they were tried, as `path = value`. */
    ruledOut: left.map(({ path, value }) => `${path} = ${JSON.stringify(value)}`),
    /** Props, and shapes of unions, that were at none of their edges. */
    untried: [...new Set(untried)].map((name) => name.slice(env.name.length + 1)),
  };
}
