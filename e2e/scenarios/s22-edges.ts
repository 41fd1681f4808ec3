import { join } from "node:path";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { large as example } from "../../test/environments/large";
import { edgeVariants } from "../../verify/variants/edge-variants";
import { check, checkEqual } from "../check";
import type { Scenario } from "../scenario";

/** Where the objects would be: beside the environment's own, of which much can't be changed. */
const namespace = "edges";

const noDefinition = /no matches for kind "(\w+)"/;

export const s22Edges: Scenario = {
  id: "S22",
  title: "the API server takes every object of environments whose props stand at their edges",
  // It has all clusters for itself: while it synthesizes nobody beside it could react in time.
  timeLimit: 300,
  async run({ cluster, folder }) {
    const { variants, edges, ruledOut } = edgeVariants(example);
    check(variants.length > 5, `there are variants to try, not ${variants.length} only`);
    await cluster.kubectl(["create", "namespace", namespace]);
    let taken = 0;
    const complaints: string[] = [];
    for (const [i, props] of variants.entries()) {
      synthesizeEnvironment(props, join(folder, String(i)));
      const rendered = await cluster.kubectl(["kustomize", join(folder, String(i), props.name)]);
      const input = rendered.replaceAll(/^ {2}namespace: \S+$/gm, `  namespace: ${namespace}`);
      // The server judges what kubectl renders, and changes nothing.
      const apply = ["apply", "--server-side", "--dry-run=server", "--force-conflicts", "--filename=-"];
      const { stdout, stderr } = await cluster.tryKubectl(apply, { input });
      taken += stdout.match(/ \(server dry run\)$/gm)?.length ?? 0;
      complaints.push(...stderr.split("\n"));
    }
    await cluster.kubectl(["delete", "namespace", namespace]);
    checkEqual(
      complaints.filter((line) => !noDefinition.test(line) && !/^(Warning:|ensure CRDs|$)/.test(line)),
      [],
      "every object is taken",
    );
    const unknown = [...new Set(complaints.flatMap((line) => noDefinition.exec(line)?.[1] ?? []))].sort();
    const others = unknown.length > 0 ? `; no definition of ${unknown.join(", ")} is installed` : "";
    return `${taken} objects of ${variants.length} variants at ${edges - ruledOut.length} edges taken${others}`;
  },
};
