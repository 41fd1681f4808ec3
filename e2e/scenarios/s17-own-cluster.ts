import { checkEqual, checkIncludes } from "../check";
import { root } from "../../operations/root";
import { runProgram } from "../../verify/run-program";
import { onLargest, type Scenario } from "../scenario";

export const s17OwnCluster: Scenario = {
  id: "S17",
  title: "E2E_KUBECONFIG runs scenarios on a cluster that the run has not started, and leaves it running",
  timeLimit: 240,
  on: onLargest,
  async run({ cluster, tools, signal }) {
    const words = ["--require", "ts-node/register", "e2e/e2e.ts", "--only", "S4,S8"];
    const { stdout } = await runProgram(process.execPath, [...words, "--kubernetes", tools.kubernetes], {
      ...{ cwd: root, signal },
      // Not inside namespaces of its own: a user's cluster is reached by the user's network.
      env: { E2E_KUBECONFIG: cluster.kubeconfig, E2E_ISOLATED: "" },
    });
    const where = `On the cluster of context ${cluster.environment}:`;
    checkIncludes(stdout, where, "it says which cluster it was");
    const ran = [...stdout.matchAll(/^ok +(S\d+)/gm)].map(([, id]) => id);
    checkEqual(ran, ["S8"], "those that need simulated nodes are left out");
    await cluster.kubectl(["get", "--raw", "/readyz"]);
    return `${ran.join()} passed there`;
  },
};
