import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestsFolder } from "../cluster/cluster";
import { Processes } from "../processes";
import { interruption, progressLine, type Result, resultTable, runScenario } from "../run-scenario";
import type { Tools } from "../tools";
import type { Image } from "./images/images";
import { serveImages } from "./images/registry";
import { makeNetwork } from "./network";
import { startNodeCluster } from "./node-cluster";
import { overlay } from "./overlay";
import type { NodeScenario } from "./scenario";

/** What the options say, and what follows from them. */
export interface RunProps {
  readonly environment: string;

  /** What the manifests, the cluster itself and the scenarios name, by reference. */
  readonly images: ReadonlyMap<string, Image>;
  readonly scenarios: readonly NodeScenario[];
  readonly tools: Tools;

  /** Id of the process that takes the nodes' cgroups away at the end. */
  readonly run: number;
  readonly short: boolean;
  readonly up: boolean;
  readonly keep: boolean;
}

/** Brings the cluster up, runs the scenarios, prints what comes of them, and returns the exit status. */
export async function runNodes(props: RunProps): Promise<number> {
  const { environment, images, tools, run } = props;
  const folder = mkdtempSync(join(tmpdir(), "fingerprint-nodes-"));
  const processes = new Processes(folder);
  const start = performance.now();
  const report = (step: string) => {
    process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${step}\n`);
  };
  const signal = interruption();
  const results: Result[] = [];
  let failed = true;
  try {
    const dist = overlay(manifestsFolder(environment), join(folder, "dist"));
    const manifests = join(dist, environment);
    await makeNetwork();
    await serveImages(images, folder, processes);
    report(`${images.size} images are served`);
    const made = await startNodeCluster({
      ...{ environment, manifests, folder, processes, tools, run, report },
    });
    const cluster = made.cluster.until(signal);
    await cluster.mustDeploy(["apply", "--yes"], { dist });
    report(`${environment} is applied`);
    if (props.up) {
      process.stdout.write(wayIn(run, cluster.kubeconfig));
      await once(signal, "abort");
      return 0;
    }
    for (const scenario of props.scenarios) {
      if (signal.aborted) break;
      const result = await runScenario({
        ...{ scenario, folder: join(folder, scenario.id), interrupted: signal },
        run: (own) =>
          scenario.run({
            ...{ ...own, dist, nodes: made.nodes, short: props.short },
            report: (step) => {
              report(`${scenario.id}: ${step}`);
            },
            cluster: made.cluster.until(own.signal),
          }),
      });
      results.push(result);
      process.stdout.write(progressLine(result));
    }
    failed = results.some(({ passed }) => !passed);
    process.stdout.write(`\nStand-ins:\n${standInsOf(images)}\n${resultTable(results)}`);
  } catch (error) {
    // What was under way when somebody ended the run has nothing to say.
    if (!signal.aborted) throw error;
  } finally {
    await processes.stop();
    if (props.keep || (failed && !signal.aborted)) process.stdout.write(`Data and logs: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }
  return failed || signal.aborted ? 1 : 0;
}

/** How another terminal gets into the run: process 1 of its namespaces is a grandchild of the one that was started. */
const wayIn = (run: number, kubeconfig: string) =>
  "The cluster is up until Ctrl-C. From another terminal:\n" +
  `  nsenter --all --target "$(pgrep --parent "$(pgrep --parent ${run})")" env KUBECONFIG=${kubeconfig} bash\n`;

const standInsOf = (images: ReadonlyMap<string, Image>) =>
  [...images]
    .map(([reference, { standIn }]) => (standIn === undefined ? "" : `  ${reference}: ${standIn}\n`))
    .join("");
