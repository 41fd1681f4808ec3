import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prerequisitesIn } from "../operations/manifests/environment-manifests";
import { overlays } from "../verify/overlays";
import { runProgram } from "../verify/run-program";
import { Api } from "./cluster/api";
import { Cluster, neededNodes } from "./cluster/cluster";
import { startSimulatedCluster } from "./cluster/simulated-cluster";
import { Processes } from "./processes";
import { interruption, progressLine, type Result, resultTable, runScenario } from "./run-scenario";
import type { Scenario } from "./scenario";
import type { Tools } from "./tools";

export interface RunProps {
  readonly scenarios: readonly Scenario[];
  readonly tools: Tools;

  /** File whose current context leads to the user's own cluster. @default a simulated cluster for each environment */
  readonly kubeconfig: string | undefined;

  /** Whether data and logs stay when all is well. */
  readonly keep: boolean;
}

/** Runs the scenarios, prints what comes of them, and returns the exit status. */
export async function runAll({ scenarios, tools, kubeconfig, keep }: RunProps): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "fingerprint-e2e-"));
  const interrupted = interruption();
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
    for (const scenario of scenarios) {
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
  const failed = results.some(({ passed }) => !passed);
  const where =
    context === undefined ? `Kubernetes ${tools.kubernetes}` : `the cluster of context ${context}`;
  process.stdout.write(`\nOn ${where}:\n${resultTable(results)}`);
  if (keep || (failed && !interrupted.aborted)) process.stdout.write(`Data and logs: ${folder}\n`);
  else rmSync(folder, { recursive: true });
  return failed || results.length === 0 || interrupted.aborted ? 1 : 0;
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
