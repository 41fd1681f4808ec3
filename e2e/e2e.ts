import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { customResourceDefinitions } from "../tools/custom-resources";
import { isIsolated, isolate, setUpNetwork } from "./isolation";
import { progressLine, resultTable, type Result } from "./result-table";
import { runScenario } from "./run-scenario";
import type { Scenario } from "./scenario";
import { scenarios } from "./scenarios";
import { SharedClusters } from "./shared-clusters";
import { Tools, kubernetesVersions, type KubernetesVersion } from "./tools";

const usage = `Usage: npm run e2e -- [--only S1,S4] [--kubernetes 1.37] [--keep] [--list] [--help]

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

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      kubernetes: { type: "string", default: "1.37" },
      keep: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const version = kubernetesVersions.find((known) => known === values.kubernetes);
  if (!version)
    throw new Error(`--kubernetes ${values.kubernetes}: there are ${kubernetesVersions.join(" and ")}`);
  const kubeconfig = process.env["E2E_KUBECONFIG"];
  const chosen = choose(values.only, kubeconfig !== undefined);
  if (values.list) {
    for (const { id, title } of chosen) process.stdout.write(`${id}\t${title}\n`);
    return 0;
  }
  const tools = new Tools(version);
  if (!isIsolated) {
    await tools.install();
    // Downloads them while there is a network.
    customResourceDefinitions();
    // A cluster of the user's is reached by the user's network.
    if (kubeconfig === undefined) return isolate();
  } else await setUpNetwork();
  return runAll(chosen, tools, version, kubeconfig, values.keep);
}

function choose(only: string | undefined, foreignCluster: boolean) {
  const wanted = only?.split(",").map((id) => id.trim().toUpperCase());
  const unknown = wanted?.find((id) => !scenarios.some((scenario) => scenario.id.toUpperCase() === id));
  if (unknown !== undefined)
    throw new Error(`--only ${unknown}: there is ${scenarios.map(({ id }) => id).join(", ")}`);
  return scenarios.filter(
    ({ id, anyCluster = false }) =>
      (wanted === undefined || wanted.includes(id.toUpperCase())) && (anyCluster || !foreignCluster),
  );
}

async function runAll(
  chosen: typeof scenarios,
  tools: Tools,
  version: KubernetesVersion,
  kubeconfig: string | undefined,
  keep: boolean,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "fingerprint-e2e-"));
  const interrupted = new AbortController();
  const interrupt = () => {
    interrupted.abort(new Error("interrupted"));
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("SIGHUP", interrupt);
  const clusters = new SharedClusters({ folder, tools, kubeconfig });
  const results: Result[] = [];
  const running: Promise<unknown>[] = [];
  const runOne = async (scenario: Scenario) => {
    const result = await runScenario(scenario, { folder, tools, clusters, interrupted: interrupted.signal });
    results.push(result);
    process.stdout.write(progressLine(result));
  };
  try {
    for (const scenario of chosen) {
      if (scenario.alone) await Promise.all(running);
      if (interrupted.signal.aborted) break;
      const work = runOne(scenario);
      running.push(work);
      if (!scenario.alongside) await work;
    }
    await Promise.all(running);
  } finally {
    await clusters.stop();
  }
  const position = ({ id }: Result) => chosen.findIndex((scenario) => scenario.id === id);
  results.sort((a, b) => position(a) - position(b));
  const failed = results.filter(({ passed }) => !passed).length;
  const where = kubeconfig === undefined ? `Kubernetes ${version}` : "the cluster of E2E_KUBECONFIG";
  process.stdout.write(`\nOn ${where}:\n${resultTable(results)}\n`);
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  if (keep || failed > 0) process.stdout.write(`Data and logs: ${folder}\n`);
  else rmSync(folder, { recursive: true });
  return failed > 0 || results.length === 0 || interrupted.signal.aborted ? 1 : 0;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
