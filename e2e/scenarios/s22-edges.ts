import { join } from "node:path";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { large as example } from "../../test/environments/large";
import { edgeVariants } from "../../verify/variants/edge-variants";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import type { Scenario } from "../scenario";

/** Where the objects would be: beside the environment's own, of which much can't be changed. */
const namespace = "edges";

export const s22Edges: Scenario = {
  id: "S22",
  title: "the API server takes every object of environments whose props stand at their edges",
  // It has all clusters for itself: while it synthesizes nobody beside it could react in time.
  timeLimit: 300,
  async run({ cluster, folder }) {
    const { variants, edges, ruledOut } = edgeVariants(example);
    check(variants.length > 5, `there are variants to try, not ${variants.length} only`);
    await cluster.kubectl(["create", "namespace", namespace]);
    const tried: Tried[] = [];
    for (const [i, props] of variants.entries()) {
      synthesizeEnvironment(props, join(folder, String(i)));
      tried.push(await dryRun(cluster, join(folder, String(i), props.name)));
    }
    await cluster.kubectl(["delete", "namespace", namespace]);
    checkEqual(
      tried.flatMap(({ refused }) => refused),
      [],
      "every object is taken",
    );
    const unknown = [...new Set(tried.flatMap(({ unknown }) => unknown))].sort();
    const taken = tried.reduce((sum, { taken }) => sum + taken, 0);
    const others = unknown.length > 0 ? `; no definition of ${unknown.join(", ")} is installed` : "";
    return `${taken} objects of ${variants.length} variants at ${edges - ruledOut.length} edges taken${others}`;
  },
};

interface Tried {
  readonly taken: number;
  readonly refused: readonly string[];
  /** Kinds that this server does not serve. */
  readonly unknown: readonly string[];
}

/** Sends an environment's objects, as kubectl renders them, to the server, which changes nothing. */
async function dryRun(cluster: Cluster, environment: string): Promise<Tried> {
  const rendered = await cluster.kubectl(["kustomize", environment]);
  const input = rendered.replaceAll(/^ {2}namespace: \S+$/gm, `  namespace: ${namespace}`);
  const args = ["apply", "--server-side", "--dry-run=server", "--force-conflicts", "--filename=-"];
  const { stdout, stderr } = await cluster.tryKubectl(args, { input });
  const complaints = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Warning:"));
  const noDefinition = /no matches for kind "(\w+)"/;
  return {
    taken: stdout.match(/ \(server dry run\)$/gm)?.length ?? 0,
    unknown: complaints.flatMap((line) => noDefinition.exec(line)?.[1] ?? []),
    refused: complaints.filter((line) => !noDefinition.test(line) && !line.startsWith("ensure CRDs")),
  };
}
