import { elasticsearch } from "../../contracts/components";
import { NoAnswer, kubectlFor } from "../doctor/kubectl";
import { drillAnnotation } from "../doctor/production-checklist";
import { environmentNamed } from "../manifests/environment-named";
import { UsageError, main } from "../report/command";
import { clientInPod } from "./elasticsearch-client";
import { DrillFailed, restoreDrill } from "./restore-drill";

const help = `
Usage: npm run restore-drill -- <environment> [--context <name>]

Restores a day of logs from the newest snapshot under another name, compares it
with the live index, and takes the copy away again. On success the namespace is
annotated with the date, which "npm run doctor" looks for. Needs the right to
exec into Elasticsearch's pods, and room for a day of logs.

Exit status: 0 the restore works; 1 it does not; 2 wrong usage.
`;

main({
  help,
  options: { context: { type: "string" } },
  async run({ values, positionals }) {
    const [name, ...others] = positionals;
    if (name === undefined || others.length > 0) throw new UsageError("name one environment");
    const environment = environmentNamed(name);
    if (environment.logging.elasticsearch.snapshots.to === "nowhere") {
      throw new UsageError(`${name} takes no snapshots: set logging.elasticsearch.snapshots`);
    }
    const kubectl = await kubectlFor(environment, values.context);
    try {
      const result = await restoreDrill(clientInPod(kubectl), () => new Date());
      const { snapshot, age, index, restored, live, seconds } = result;
      console.log(`snapshot ${snapshot}, ${age.toFixed(1)} hours old`);
      console.log(`${index}: ${String(restored)} lines restored in ${seconds.toFixed(0)} s`);
      console.log(
        live === undefined ? "the live index is gone by age" : `${String(live)} lines in the live index`,
      );
      const note = `${drillAnnotation}=${new Date().toISOString()}`;
      await kubectl.output(["annotate", "--overwrite", "namespace", elasticsearch.namespace, note]);
      return 0;
    } catch (error) {
      if (!(error instanceof DrillFailed || error instanceof NoAnswer)) throw error;
      console.error(`the drill failed: ${error.message}`);
      return 1;
    }
  },
});
