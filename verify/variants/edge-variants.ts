import type { EnvironmentProps } from "../../environments/shape/environment";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { withEdits } from "../edits/edited";
import type { Edit } from "../edits/edits";
import { edgesOf } from "../props/edges";
import { propsOf } from "../props/prop-list";

/** Environments whose props stand at their edges, and the edges that none of them has. */
export interface EdgeVariants {
  readonly variants: readonly EnvironmentProps[];
  readonly edges: number;
  /** Edges that other props rule out wherever they were tried, as `path = value`. */
  readonly ruledOut: readonly string[];
  /** Props that have an edge, and were at none. */
  readonly untried: readonly string[];
}

/** Where more are needed, edges rule each other out one by one. */
const mostVariants = 40;

/** As few variants of an environment as it takes, so that each prop of the schema has been at each of its edges. */
export function edgeVariants(props: EnvironmentProps): EdgeVariants {
  const [env] = checkEnvironments([{ file: `environments/${props.name}.ts`, props }]).environments;
  if (!env) throw new Error(`${props.name} is not valid`);
  const all = propsOf()
    .filter(({ path }) => path !== "" && path !== "name")
    .flatMap((prop) => {
      const { path, needs } = prop;
      return edgesOf(prop).map((value): Edit => ({ name: path, environment: env.name, path, value, needs }));
    });
  const variants: EnvironmentProps[] = [];
  const untried = new Set(all.map(({ path }) => path));
  let waiting = all;
  while (waiting.length > 0 && variants.length < mostVariants) {
    const { environments, made } = withEdits({ environments: [env], made: [] }, waiting);
    if (made.length === 0) break;
    waiting = waiting.filter((edit) => !made.includes(edit));
    variants.push(...environments);
    for (const { path } of made) untried.delete(path);
  }
  return {
    variants,
    edges: all.length,
    ruledOut: waiting.map(({ path, value }) => `${path} = ${JSON.stringify(value)}`),
    untried: [...untried],
  };
}
