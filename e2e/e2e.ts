import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prerequisitesIn } from "../operations/manifests/environment-manifests";
import { UsageError } from "../operations/report/command";
import { customResourceDefinitions } from "../tools/custom-resources";
import { overlays } from "../verify/overlays";
import { runProgram } from "../verify/run-program";
import { Api } from "./cluster/api";
import { Cluster, neededNodes } from "./cluster/cluster";
import { startSimulatedCluster } from "./cluster/simulated-cluster";
import { isIsolated, isolate, setUpNetwork } from "./isolation";
import { mainCommand } from "./main-command";
import { Processes } from "./processes";
import {
  type Result,
  chooseScenarios,
  interruption,
  progressLine,
  resultTable,
  runScenario,
} from "./run-scenario";
import type { Scenario } from "./scenario";
import { scenarios } from "./scenarios";
import { Tools, kubernetesVersions } from "./tools";

const help = `Usage: npm run e2e -- [--only S1,S4] [--kubernetes 1.37] [--keep] [--list] [--help]

Starts real servers on this machine, brings dist/ to them with deploy.sh, and tries what the documents promise.
Programs that are missing are built first (npm run tools).

  --only IDS         run these scenarios only
  --kubernetes MINOR version of the control plane: ${kubernetesVersions.join(" or ")} (default: 1.37)
  --keep             keep data and logs; they are kept in any case when something fails
  --list             print the scenarios
  --help             print this

E2E_KUBECONFIG=FILE  use the cluster of the file's current context instead, for the scenarios that make sense there.
                     They apply an environment to it: never name a cluster that anybody needs
`;

mainCommand({
  help,
  options: {
    only: { type: "string" },
    kubernetes: { type: "string", default: "1.37" },
    keep: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
  async run({ values }) {
    const version = kubernetesVersions.find((known) => known === values.kubernetes);
    if (!version)
      throw new UsageError(
        `--kubernetes ${values.kubernetes}: there are ${kubernetesVersions.join(" and ")}`,
      );
    const kubeconfig = process.env["E2E_KUBECONFIG"];
    const named = values.only === undefined ? scenarios : chooseScenarios(scenarios, values.only);
    const chosen = named.filter(({ anyCluster = false }) => anyCluster || kubeconfig === undefined);
    if (values.list) {
      for (const { id, title } of chosen) process.stdout.write(`${id}\t${title}\n`);
      return 0;
    }
    const tools = new Tools(version);
    if (!isIsolated) {
      await tools.install(kubeconfig === undefined ? undefined : ["kubectl"]);
      // Downloads them while there is a network.
      customResourceDefinitions();
      // A cluster of the user's is reached by the user's network.
      if (kubeconfig === undefined) return isolate();
    } else await setUpNetwork();
    const folder = mkdtempSync(join(tmpdir(), "fingerprint-e2e-"));
    const interrupted = interruption();
    const results = await runAll(chosen, tools, kubeconfig, folder, interrupted);
    const failed = results.some(({ passed }) => !passed);
    if (values.keep || (failed && !interrupted.aborted)) process.stdout.write(`Data and logs: ${folder}\n`);
    else rmSync(folder, { recursive: true });
    return failed || results.length === 0 || interrupted.aborted ? 1 : 0;
  },
});

/**
 * Runs the scenarios and prints what comes of them.
 *
 * @param kubeconfig file whose current context leads to the user's own cluster; otherwise each environment has a simulated one
 */
async function runAll(
  chosen: readonly Scenario[],
  tools: Tools,
  kubeconfig: string | undefined,
  folder: string,
  interrupted: AbortSignal,
): Promise<readonly Result[]> {
  const kubectl = tools.path("kubectl");
  const words = [`--kubeconfig=${kubeconfig}`, "config", "current-context"];
  const context = kubeconfig === undefined ? undefined : (await runProgram(kubectl, words)).stdout.trim();
  const environments = environmentsFor(context);
  const groups: Processes[] = [];
  const started = onceEach(async (environment) => {
    const own = join(folder, `cluster-${environment}`);
    mkdirSync(own);
    const processes = new Processes(own);
    const nth = groups.push(processes) - 1;
    if (kubeconfig === undefined || context === undefined)
      return startSimulatedCluster({ environment, nth, folder: own, processes, tools });
    const api = await Api.start(kubectl, kubeconfig, context, processes);
    return new Cluster({ environment, kubeconfig, context, kubectl, api });
  });
  const applied = onceEach(async (environment) => {
    const cluster = await started(environment);
    await cluster.mustDeploy(["apply", "--yes"]);
    return cluster;
  });
  const results: Result[] = [];
  const runOne = async (scenario: Scenario, on: readonly string[]) => {
    const ready = () => Promise.all(on.map(scenario.applied === false ? started : applied));
    const result = await runScenario({
      ...{ scenario, folder: join(folder, scenario.id.toLowerCase()), interrupted, before: ready },
      run: async (own) => {
        const clusters = (await ready()).map((cluster) => cluster.until(own.signal));
        return scenario.run({ ...own, tools, largest: environments[0]!, clusters, cluster: clusters[0]! });
      },
    });
    results.push(result);
    process.stdout.write(progressLine(result));
  };
  // What came last on each cluster: scenarios of different clusters run beside each other.
  const last = new Map<string, Promise<void>>();
  const running: Promise<void>[] = [];
  try {
    for (const scenario of chosen) {
      const own = scenario.on?.(environments) ?? environments;
      const before = Promise.all(own.map((environment) => last.get(environment) ?? Promise.resolve()));
      const work = before.then(() => (interrupted.aborted ? undefined : runOne(scenario, own)));
      running.push(work);
      for (const environment of own) last.set(environment, work);
    }
    await Promise.all(running);
  } finally {
    for (const processes of groups) await processes.stop();
  }
  const where =
    context === undefined ? `Kubernetes ${tools.kubernetes}` : `the cluster of context ${context}`;
  process.stdout.write(`\nOn ${where}:\n${resultTable(results)}`);
  return results;
}

/** The environments there are, the one first that asks for the most nodes: all of dist/, or the one that a context is of. */
function environmentsFor(context: string | undefined): string[] {
  const found = overlays()
    .map(({ environment, folder }) => ({ environment, rows: prerequisitesIn(folder) }))
    .filter(
      ({ rows }) =>
        context === undefined || rows.some(({ kind, name }) => kind === "context" && name === context),
    )
    .sort((a, b) => neededNodes(b.rows) - neededNodes(a.rows));
  if (found.length === 0) throw new Error(`the context ${context} belongs to no environment of dist/`);
  return found.map(({ environment }) => environment);
}

/** Does the work for each environment when it is first asked for, and once. */
function onceEach(
  work: (environment: string) => Promise<Cluster>,
): (environment: string) => Promise<Cluster> {
  const done = new Map<string, Promise<Cluster>>();
  return (environment) => {
    const known = done.get(environment) ?? work(environment);
    done.set(environment, known);
    return known;
  };
}
