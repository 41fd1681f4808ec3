import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { overlays } from "../../verify/overlays";
import { prerequisitesIn } from "../../operations/manifests/environment-manifests";
import { neededNodes } from "../cluster/needed-nodes";
import { Processes } from "../processes";
import { progressLine, resultTable, type Result } from "../result-table";
import { interruption, runScenario } from "../run-scenario";
import type { Tools } from "../tools";
import { imagesFor } from "./images/served-images";
import { ImageStore } from "./images/image-store";
import { startRegistry } from "./images/registry";
import { systemImages } from "./images/system-images";
import { readManifests } from "./manifests";
import { makeNetwork } from "./network";
import { startNodeCluster } from "./node-cluster";
import { overlay } from "./overlay";
import type { NodeScenario } from "./scenario";

export interface RunProps {
  readonly scenarios: readonly NodeScenario[];
  readonly tools: Tools;

  /** Id of the process that takes the nodes' cgroups away at the end. */
  readonly run: number;
  readonly short: boolean;

  /** Whether the cluster is left up until it is interrupted, instead of running scenarios. */
  readonly up: boolean;

  /** Whether data and logs stay when all is well. */
  readonly keep: boolean;
}

/** The environment whose manifests the nodes run: one that needs no more than the two there are. */
function fitting(): string {
  const found = overlays().find(({ folder }) => neededNodes(prerequisitesIn(folder)) <= 2);
  if (found) return found.environment;
  throw new Error(
    'No environment of dist/ runs on two nodes: set one\'s api.spread to "preferred" and synthesize',
  );
}

/** Brings the cluster up, runs the scenarios, prints what comes of them, and returns the exit status. */
export async function runNodes({ scenarios, tools, run, short, up, keep }: RunProps): Promise<number> {
  const environment = fitting();
  const folder = mkdtempSync(join(tmpdir(), "fingerprint-nodes-"));
  const processes = new Processes(folder);
  const report = reporter();
  const signal = interruption();
  const results: Result[] = [];
  let failed = true;
  try {
    const dist = overlay(resolve(__dirname, "../../dist", environment), join(folder, "dist"));
    const manifests = join(dist, environment);
    await makeNetwork();
    const standIns = await serveImages(manifests, scenarios, join(folder, "images"), report);
    const made = await startNodeCluster({
      ...{ environment, manifests, folder, processes, tools, run, report },
    });
    const cluster = made.cluster.until(signal);
    await cluster.mustDeploy(["apply", "--yes"], { dist });
    report(`${environment} is applied`);
    if (up) {
      process.stdout.write(wayIn(run, cluster.kubeconfig));
      await once(signal, "abort");
    } else
      for (const scenario of scenarios) {
        if (signal.aborted) break;
        const result = await runScenario({
          ...{ scenario, folder: join(folder, scenario.id), interrupted: signal },
          run: (own) =>
            scenario.run({
              ...{ ...own, dist, nodes: made.nodes, short },
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
    if (up) return 0;
    process.stdout.write(`\nStand-ins:\n${standIns.join("\n")}\n\n${resultTable(results)}`);
  } catch (error) {
    // What was under way when somebody ended the run has nothing to say.
    if (!signal.aborted) throw error;
  } finally {
    await processes.stop();
    if (keep || (failed && !signal.aborted)) process.stdout.write(`Data and logs: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }
  return failed || signal.aborted ? 1 : 0;
}

/** How another terminal gets into the run: process 1 of its namespaces is a grandchild of the one that was started. */
const wayIn = (run: number, kubeconfig: string) =>
  "The cluster is up until Ctrl-C. From another terminal:\n" +
  `  nsenter --all --target "$(pgrep --parent "$(pgrep --parent ${run})")" env KUBECONFIG=${kubeconfig} bash\n`;

/** Prints a step with the seconds since the start. */
function reporter(): (step: string) => void {
  const start = performance.now();
  return (step) => {
    process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${step}\n`);
  };
}

/** Makes and serves what the pods of the manifests, of the cluster itself and of the scenarios name. Returns a line for each stand-in. */
async function serveImages(
  manifests: string,
  scenarios: readonly NodeScenario[],
  folder: string,
  report: (step: string) => void,
): Promise<string[]> {
  const images = new ImageStore(folder);
  const others = [systemImages, ...scenarios.map(({ images: own = {} }) => own)];
  const wanted = [...others.flatMap((one) => Object.entries(one)), ...imagesFor(readManifests(manifests))];
  for (const [reference, image] of wanted) await images.add(reference, image);
  await startRegistry(images);
  report(`${wanted.length} images are served`);
  return wanted.flatMap(([reference, { standIn }]) =>
    standIn === undefined ? [] : [`  ${reference}: ${standIn}`],
  );
}
